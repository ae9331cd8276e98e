package dev.sallyport.core.sandbox.access;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** Every key pair that the sandbox issued. The root's own is made on first use and stays. */
public final class AccessKeys {
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final SecureRandom random = new SecureRandom();
    private final Shelf<AccessKey> keys;
    private final Shelf<String> rootId;
    private final Clock clock;

    /** The keys in {@code state}; {@code clock} tells when a temporary one ends. */
    public AccessKeys(SandboxState state, Clock clock) {
        this.keys = state.shelf("access/keys", AccessKey.class);
        this.rootId = state.shelf("access/root", String.class);
        this.clock = clock;
    }

    /** The account's own key pair: the one that {@code sallyport sandbox} prints. */
    public synchronized AccessKey root() {
        Optional<AccessKey> known = rootId.get("id").flatMap(keys::get);
        if (known.isPresent()) {
            return known.get();
        }
        AccessKey made = issueLongLived(Caller.root().arn());
        rootId.put("id", made.accessKeyId());
        return made;
    }

    /** The key pair of that id, also when it has expired: whoever verifies a signature compares {@code expires}. */
    public Optional<AccessKey> find(String accessKeyId) {
        return keys.get(accessKeyId);
    }

    /** A key pair without an end for the root or an IAM user. */
    public AccessKey issueLongLived(String principalArn) {
        String id = id("AKIA");
        String account = Arn.fromString(principalArn).accountId().orElseThrow();
        return keep(new AccessKey(id, text(30), null, new Caller(account, principalArn, id), null));
    }

    /**
     * A temporary key pair for a role's session.
     *
     * @param sessionName the last part of the caller's ARN
     * @param life AssumeRole gives 15 minutes to 12 hours
     */
    public AccessKey issueForRole(String roleArn, String sessionName, Duration life) {
        return issueTemporary(Caller.assumedRole(roleArn, sessionName, ""), life);
    }

    /** A temporary key pair for {@code caller}, as GetSessionToken gives it. */
    public AccessKey issueTemporary(Caller caller, Duration life) {
        forgetTheLongExpired();
        String id = id("ASIA");
        Caller signed = new Caller(caller.account(), caller.arn(), id);
        return keep(new AccessKey(id, text(30), text(180), signed, clock.instant().plus(life)));
    }

    /** Keeps a key pair, such as one that an IAM user had and that is active again. */
    public AccessKey keep(AccessKey key) {
        keys.put(key.accessKeyId(), key);
        return key;
    }

    /** From now on nothing signed with this key is accepted. */
    public void remove(String accessKeyId) {
        keys.remove(accessKeyId);
    }

    /** An expired key is kept for a day, so that its use is answered with ExpiredToken and not as unknown. */
    private void forgetTheLongExpired() {
        Instant dayAgo = clock.instant().minus(Duration.ofDays(1));
        for (AccessKey key : keys.valuesUnder("ASIA")) {
            Instant expires = key.expires();
            if (expires != null && expires.isBefore(dayAgo)) {
                keys.remove(key.accessKeyId());
            }
        }
    }

    private String id(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < 16; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return id.toString();
    }

    private String text(int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return Base64.getEncoder().encodeToString(raw);
    }
}
