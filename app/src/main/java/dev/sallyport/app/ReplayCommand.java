package dev.sallyport.app;

import dev.sallyport.core.firewall.Replay;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.firewall.SavedAcls;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.RuleSets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** {@code replay}: what a changed web ACL would have done to logged traffic. */
@Command(name = "replay", description = "What a changed web ACL would have done to logged traffic.")
final class ReplayCommand implements Callable<Integer> {
    private final Sallyport root;

    @Option(names = "--acl", required = true, paramLabel = "ACL.json", description = "What get-web-acl prints, changed.")
    Path acl = Path.of("");

    @Option(names = "--set", arity = "1..*", paramLabel = "FILE", description = "What get-ip-set and the like print.")
    List<Path> sets = List.of();

    @Option(
            names = "--log",
            arity = "1..*",
            required = true,
            paramLabel = "FILE",
            description = "WAF logs: s3://BUCKET/PREFIX or files (plain, .gz, .zst, .zip or Parquet).")
    List<String> logs = List.of();

    @Mixin
    LogOptions reading = new LogOptions();

    ReplayCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        WebACL changed = SavedAcls.acl(acl);
        RuleSets with = SavedAcls.sets(sets);
        try (LogInput input = reading.open(root, logs);
                WafLines lines = WafLines.open(root.home(), input)) {
            ReplayResult result = Replay.run(changed, with, lines);
            if (root.options.json) {
                root.terminal.json(result);
            } else {
                ReplayLines.print(root.terminal, result);
            }
            return result.read().warnings().isEmpty() ? 0 : 1;
        }
    }
}
