package dev.sallyport.core.proposal;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.SavedAcls;
import dev.sallyport.core.fuzz.FuzzedReader;
import dev.sallyport.core.webacl.Acls;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that should hold a web ACL, a statement or a set: read as a proposal, or refused by name. */
class AclFileFuzzTest extends FuzzedReader {
    private final LiveAcls.Read live = new LiveAcls.Read(AclJson.of(Acls.acl()), "token");

    @Override
    protected void read(byte[] input) throws IOException {
        Path file = file("acl.json", input);
        for (Work work : List.<Work>of(
                () -> AclFile.read(file, live, new ArrayList<>()),
                () -> SavedStatement.read(file),
                () -> new WebAclEvaluator(SavedAcls.acl(file), RuleSets.none()).warnings(),
                () -> SavedAcls.sets(List.of(file)))) {
            try {
                work.run();
            } catch (SallyportException refused) {
                // As declared.
            }
        }
    }

    private interface Work {
        void run();
    }
}
