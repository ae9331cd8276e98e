package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.fuzz.FuzzedReader;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.JsonMatchPattern;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformationType;

/** Hostile requests before the web ACL: a first line of path and query, header lines, an empty line, a body. */
class WafRequestFuzzTest extends FuzzedReader {
    private static final FieldToMatch BODY = FieldToMatch.builder().body(body -> {}).build();
    private static final FieldToMatch ARGUMENTS = FieldToMatch.builder().allQueryArguments(all -> {}).build();
    private static final FieldToMatch JSON = FieldToMatch.builder()
            .jsonBody(json -> json.matchPattern(JsonMatchPattern.builder().all(all -> {}).build()).matchScope("ALL"))
            .build();

    private final WebAclEvaluator evaluator = new WebAclEvaluator(
            Acls.acl(rules().toArray(Rule[]::new)), RuleSets.none());

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (TextTransformationType type : TextTransformationType.knownValues()) {
            for (FieldToMatch field : List.of(Acls.URI, BODY, ARGUMENTS, JSON)) {
                add(rules, statement -> statement.regexMatchStatement(match -> match.fieldToMatch(field)
                        .regexString("(a+)+$|\\bselect\\b.*from")
                        .textTransformations(Acls.transformations(type.toString()))));
            }
        }
        for (FieldToMatch field : List.of(Acls.URI, BODY, ARGUMENTS, JSON)) {
            add(rules, statement -> statement.sqliMatchStatement(match -> match.fieldToMatch(field)
                    .sensitivityLevel("HIGH")
                    .textTransformations(Acls.transformations("URL_DECODE", "HTML_ENTITY_DECODE"))));
            add(rules, statement -> statement.xssMatchStatement(match -> match.fieldToMatch(field)
                    .textTransformations(Acls.transformations("URL_DECODE", "HTML_ENTITY_DECODE"))));
        }
        for (String group : List.of("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")) {
            rules.add(Acls.managed(group, rules.size(), all -> {}));
        }
        rules.add(Acls.rule("last", rules.size(), Acls.uriStartsWith("/"), BLOCK));
        return rules;
    }

    private static void add(List<Rule> rules, Consumer<Statement.Builder> what) {
        Statement.Builder statement = Statement.builder();
        what.accept(statement);
        rules.add(Acls.rule("r" + rules.size(), rules.size(), statement.build(), COUNT));
    }

    @Override
    protected void read(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        List<String> head = (end < 0 ? text : text.substring(0, end)).lines().toList();
        String target = head.isEmpty() ? "/" : head.getFirst();
        int mark = target.indexOf('?');
        List<Header> headers = new ArrayList<>();
        head.stream().skip(1).forEach(line -> headers.add(new Header(
                line.substring(0, Math.max(0, line.indexOf(':'))), line.substring(line.indexOf(':') + 1))));
        WafRequest request = Acls.request(
                "POST",
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers,
                end < 0 ? "" : text.substring(end + 2));
        Verdict verdict = evaluator.evaluate(request, new RateCounters());
        assertThat(WafLogRecord.parse(WafLogRecord.of(Acls.ARN, "E1", request, verdict).toJson()))
                .isPresent();
    }
}
