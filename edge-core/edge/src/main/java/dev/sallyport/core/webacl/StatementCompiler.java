package dev.sallyport.core.webacl;

import dev.sallyport.core.match.AddressSet;
import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.match.PcreSyntax;
import dev.sallyport.core.webacl.ContentCondition.Probe;
import dev.sallyport.core.webacl.Verdict.Seen;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.AsnMatchStatement;
import software.amazon.awssdk.services.wafv2.model.ByteMatchStatement;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.ForwardedIPConfig;
import software.amazon.awssdk.services.wafv2.model.GeoMatchStatement;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.IPSetReferenceStatement;
import software.amazon.awssdk.services.wafv2.model.LabelMatchStatement;
import software.amazon.awssdk.services.wafv2.model.Regex;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.SizeConstraintStatement;
import software.amazon.awssdk.services.wafv2.model.SqliMatchStatement;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;

/** Turns statements into conditions. What it does not understand or cannot find becomes undecidable, with a warning. */
final class StatementCompiler {
    private final RuleSets sets;
    private final List<String> warnings;
    private final Map<String, AddressSet> addressSets = new HashMap<>();

    StatementCompiler(RuleSets sets, List<String> warnings) {
        this.sets = sets;
        this.warnings = warnings;
    }

    /**
     * Compiles one statement.
     *
     * @param rule what the warnings name
     * @param labelPrefix of the web ACL or rule group that the statement stands in
     */
    Condition compile(@Nullable Statement statement, String rule, String labelPrefix) {
        if (statement == null) {
            return unknown(rule, "has no statement");
        } else if (statement.byteMatchStatement() != null) {
            return bytes(statement.byteMatchStatement(), rule);
        } else if (statement.sqliMatchStatement() != null) {
            SqliMatchStatement sqli = statement.sqliMatchStatement();
            Probe probe = Contents.sqlInjection("HIGH".equals(sqli.sensitivityLevelAsString()));
            return content(sqli.fieldToMatch(), sqli.textTransformations(), Tier.DOCUMENTED, probe, rule);
        } else if (statement.xssMatchStatement() != null) {
            return content(
                    statement.xssMatchStatement().fieldToMatch(),
                    statement.xssMatchStatement().textTransformations(),
                    Tier.DOCUMENTED,
                    Contents.crossSiteScripting(),
                    rule);
        } else if (statement.sizeConstraintStatement() != null) {
            return size(statement.sizeConstraintStatement(), rule);
        } else if (statement.geoMatchStatement() != null) {
            return geo(statement.geoMatchStatement());
        } else if (statement.asnMatchStatement() != null) {
            return asn(statement.asnMatchStatement());
        } else if (statement.ipSetReferenceStatement() != null) {
            return addresses(statement.ipSetReferenceStatement(), rule);
        } else if (statement.regexMatchStatement() != null) {
            return content(
                    statement.regexMatchStatement().fieldToMatch(),
                    statement.regexMatchStatement().textTransformations(),
                    Tier.EXACT,
                    regex(List.of(String.valueOf(statement.regexMatchStatement().regexString())), rule),
                    rule);
        } else if (statement.regexPatternSetReferenceStatement() != null) {
            String arn = String.valueOf(statement.regexPatternSetReferenceStatement().arn());
            RegexPatternSet set = sets.regexPatternSets().get(arn);
            return set == null
                    ? unknown(rule, "refers to the regex pattern set " + arn + ", which is not at hand")
                    : content(
                            statement.regexPatternSetReferenceStatement().fieldToMatch(),
                            statement.regexPatternSetReferenceStatement().textTransformations(),
                            Tier.EXACT,
                            regex(set.regularExpressionList().stream().map(Regex::regexString).toList(), rule),
                            rule);
        } else if (statement.labelMatchStatement() != null) {
            return label(statement.labelMatchStatement(), labelPrefix);
        } else if (statement.andStatement() != null) {
            List<Condition> all = compileAll(statement.andStatement().statements(), rule, labelPrefix);
            return evaluation -> Match.all(all, evaluation);
        } else if (statement.orStatement() != null) {
            List<Condition> any = compileAll(statement.orStatement().statements(), rule, labelPrefix);
            return evaluation -> Match.any(any, evaluation);
        } else if (statement.notStatement() != null) {
            Condition inner = compile(statement.notStatement().statement(), rule, labelPrefix);
            return evaluation -> inner.test(evaluation).not();
        } else if (statement.rateBasedStatement() != null) {
            Condition scope = statement.rateBasedStatement().scopeDownStatement() == null
                    ? null
                    : compile(statement.rateBasedStatement().scopeDownStatement(), rule, labelPrefix);
            return RateCondition.of(statement.rateBasedStatement(), scope, rule);
        }
        return unknown(rule, "has a statement of a kind that is not known here");
    }

    private List<Condition> compileAll(List<Statement> statements, String rule, String labelPrefix) {
        return statements.stream().map(inner -> compile(inner, rule, labelPrefix)).toList();
    }

    private Condition unknown(String rule, String why) {
        warnings.add("Rule " + rule + " " + why + ": its verdict is unknown.");
        return Condition.undecidable();
    }

    private Condition content(
            @Nullable FieldToMatch field, List<TextTransformation> wanted, Tier tier, @Nullable Probe probe, String rule) {
        FieldReader reader = field == null ? null : FieldReader.of(field);
        List<ContentCondition.Named> transformations = ContentCondition.transformations(wanted);
        if (reader == null || transformations == null || probe == null) {
            return unknown(
                    rule,
                    reader == null
                            ? "inspects a part of the request that is not known here"
                            : transformations == null
                                    ? "uses a text transformation that is not known here"
                                    : "compares in a way that is not known here");
        }
        return new ContentCondition(reader, transformations, tier, probe);
    }

    /** Whether it is UTF-8 without control characters but tab and line ends. */
    private static boolean isText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r');
    }

    private Condition bytes(ByteMatchStatement statement, String rule) {
        byte[] search = statement.searchString() == null ? new byte[0] : statement.searchString().asByteArray();
        if (!isText(search)) {
            warnings.add("Rule " + rule + " searches for bytes that are no text: a SearchString must be base64, as "
                    + "get-web-acl prints it; one in plain text, as the console shows it, is read wrongly.");
        }
        return content(
                statement.fieldToMatch(),
                statement.textTransformations(),
                Tier.EXACT,
                Contents.bytes(search, String.valueOf(statement.positionalConstraintAsString())),
                rule);
    }

    /** What one expression cannot tell another one of the set may. */
    private Probe regex(List<String> expressions, String rule) {
        List<BoundedRegex> compiled = new ArrayList<>();
        for (String expression : expressions) {
            try {
                compiled.add(BoundedRegex.ofPcre(expression));
            } catch (PcreSyntax.UnreadableException e) {
                unread(rule, expression, "holds " + e.getMessage());
            } catch (PatternSyntaxException e) {
                unread(rule, expression, "is none that can be read here: " + e.getDescription());
            }
        }
        return Contents.regex(compiled, compiled.size() == expressions.size());
    }

    private void unread(String rule, String expression, String why) {
        warnings.add("The regular expression " + expression + " of rule " + rule + " " + why
                + ". What it decides is unknown.");
    }

    private Condition size(SizeConstraintStatement statement, String rule) {
        String operator = String.valueOf(statement.comparisonOperatorAsString());
        long size = statement.size() == null ? 0 : statement.size();
        Condition plain = content(
                statement.fieldToMatch(),
                statement.textTransformations(),
                Tier.EXACT,
                Contents.size(operator, size),
                rule);
        boolean body = statement.fieldToMatch() != null && statement.fieldToMatch().body() != null;
        boolean asSent = statement.textTransformations().stream().allMatch(one -> "NONE".equals(one.typeAsString()));
        if (!body || !asSent || !(plain instanceof ContentCondition)) {
            return plain;
        }
        return evaluation -> {
            Match match = plain.test(evaluation);
            // A log that holds no body may still tell its size.
            long inspected = match.truth() == Truth.UNKNOWN ? evaluation.inspectedBody() : -1;
            return inspected < 0 ? match : Match.of(Truth.of(Contents.compares(inspected, operator, size)), Tier.EXACT);
        };
    }

    private static Condition geo(GeoMatchStatement statement) {
        List<String> countries = statement.countryCodesAsStrings();
        ForwardedIPConfig forwarded = statement.forwardedIPConfig();
        if (forwarded != null) {
            // Only AWS knows the country of an address that a header names.
            return evaluation -> {
                Truth decided = source(forwarded).of(evaluation).decided();
                evaluation.logged("awswaf:forwardedip:geo:");
                return decided == null ? Match.UNKNOWN : Match.of(decided, Tier.EXACT);
            };
        }
        return evaluation -> {
            String country = evaluation.request.country();
            boolean placed = !country.equals(WafRequest.NO_COUNTRY) && !country.isEmpty();
            evaluation.label("awswaf:clientip:geo:country:" + (placed ? country : "XX"), Tier.EXACT);
            evaluation.logged("awswaf:clientip:geo:region:");
            boolean matched = placed && countries.contains(country);
            return Match.of(Truth.of(matched), Tier.EXACT, List.of(new Seen("COUNTRY", country, matched)));
        };
    }

    private static Condition asn(AsnMatchStatement statement) {
        List<Long> numbers = statement.asnList();
        ForwardedIPConfig forwarded = statement.forwardedIPConfig();
        if (forwarded != null) {
            return evaluation -> {
                Truth decided = source(forwarded).of(evaluation).decided();
                evaluation.logged("awswaf:forwardedip:asn:");
                return decided == null ? Match.UNKNOWN : Match.of(decided, Tier.EXACT);
            };
        }
        return evaluation -> {
            Long asn = evaluation.request.asn();
            if (asn == null) {
                evaluation.logged("awswaf:clientip:asn:");
                return Match.UNKNOWN;
            }
            evaluation.label("awswaf:clientip:asn:" + asn, Tier.EXACT);
            boolean matched = numbers.contains(asn);
            return Match.of(Truth.of(matched), Tier.EXACT, List.of(new Seen("ASN", asn.toString(), matched)));
        };
    }

    private static ClientAddress source(ForwardedIPConfig forwarded) {
        return new ClientAddress(forwarded.headerName(), String.valueOf(forwarded.fallbackBehaviorAsString()), "FIRST");
    }

    private Condition addresses(IPSetReferenceStatement statement, String rule) {
        String arn = String.valueOf(statement.arn());
        IPSet set = sets.ipSets().get(arn);
        if (set == null) {
            return unknown(rule, "refers to the IP set " + arn + ", which is not at hand");
        }
        AddressSet members = addressSets.computeIfAbsent(arn, key -> new AddressSet(set.addresses()));
        var forwarded = statement.ipSetForwardedIPConfig();
        ClientAddress source = forwarded == null
                ? ClientAddress.CONNECTION
                : new ClientAddress(
                        forwarded.headerName(),
                        String.valueOf(forwarded.fallbackBehaviorAsString()),
                        String.valueOf(forwarded.positionAsString()));
        return evaluation -> {
            ClientAddress.Found found = source.of(evaluation);
            Truth decided = found.decided();
            if (decided != null) {
                return Match.of(decided, Tier.EXACT);
            }
            boolean matched = found.addresses().stream().anyMatch(members::contains);
            String header = source.header();
            return Match.of(
                    Truth.of(matched),
                    Tier.EXACT,
                    List.of(header == null
                            ? new Seen("IP", evaluation.request.clientIp(), matched)
                            : new Seen("HEADER " + header, String.join(",", evaluation.request.header(header)), matched)));
        };
    }

    private static Condition label(LabelMatchStatement statement, String labelPrefix) {
        LabelPattern pattern =
                LabelPattern.of(String.valueOf(statement.key()), "NAMESPACE".equals(statement.scopeAsString()), labelPrefix);
        return evaluation -> {
            Tier best = null;
            for (Map.Entry<String, Tier> label : evaluation.labels.entrySet()) {
                if (pattern.matches(label.getKey())) {
                    best = best == null ? label.getValue() : best.stronger(label.getValue());
                }
            }
            if (best != null) {
                return Match.of(Truth.TRUE, best, List.of(new Seen("LABEL", pattern.key(), true)));
            }
            return evaluation.mayHave(pattern) ? Match.UNKNOWN : Match.of(Truth.FALSE, evaluation.lacks(pattern));
        };
    }
}
