package dev.sallyport.core.webacl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;

/** Lines of a web ACL's log: a record or none; what is one can be judged anew and written. */
class WafLogRecordFuzzTest extends FuzzedReader {
    private final WebAclEvaluator evaluator = new WebAclEvaluator(
            Acls.acl(Acls.managed("AWSManagedRulesCommonRuleSet", 1, group -> {}),
                    Acls.rule("admin", 2, Acls.uriStartsWith("/admin"), Acls.BLOCK)),
            RuleSets.none());

    @Override
    protected void read(byte[] input) {
        WafLogRecord.parse(new String(input, StandardCharsets.UTF_8)).ifPresent(record -> {
            evaluator.evaluate(record, new RateCounters(), true);
            assertThat(WafLogRecord.parse(record.toJson())).isPresent();
        });
    }
}
