package dev.sallyport.core.proposal;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.firewall.AclNow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The web ACLs of an account as they stand, for the explanations of their records. */
public final class LiveRules implements AclNow.Source {
    private final AwsClients aws;
    /** So long one answer serves, that who goes through requests one by one does not ask for each. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(AclNow acl, Instant at) {}

    /** Reads through the clients of one session; nothing is asked before the first record. */
    public LiveRules(AwsClients aws) {
        this.aws = aws;
    }

    @Override
    public AclNow of(String webaclId) {
        Answer known = answers.get(webaclId);
        if (known == null || known.at().plus(FRESH).isBefore(Instant.now())) {
            known = new Answer(asked(webaclId), Instant.now());
            answers.put(webaclId, known);
        }
        return known.acl();
    }

    private AclNow asked(String arn) {
        Target acl = Target.ofArn(arn, "webacl").orElse(null);
        if (acl == null) {
            return AclNow.absent(List.of());
        }
        List<String> notes = new ArrayList<>();
        try {
            return AwsErrors.translating(() -> {
                LiveAcls.Read now = new LiveAcls(aws).read(acl);
                return new AclNow(AclJson.acl(now.acl()), LiveSets.of(aws, now.acl(), null, notes), notes);
            });
        } catch (SallyportException e) {
            return AclNow.absent(List.of("The rules of the web ACL " + acl.name() + " could not be read: " + e.message()));
        }
    }
}
