package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.distribution.Acceptances;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.FindingsReport;
import dev.sallyport.core.distribution.PostureScore;
import dev.sallyport.core.distribution.SavedDistributions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: distributions and their findings, live or from saved files. */
@Command(name = "inspect", description = "Distributions and their findings.")
final class InspectCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(arity = "0..1", paramLabel = "ID")
    @Nullable String id;

    @Option(
            names = "--config",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Judge files instead of the account:"
                    + " saved get-distribution output, CloudFormation and CDK templates, Terraform plans (show -json) and states;"
                    + " what they refer to may lie beside them.")
    List<Path> configs = List.of();

    @Option(
            names = "--listed",
            description = "Judge by CloudFront's list alone: a call for each hundred distributions, none for each. What the list"
                    + " leaves out, and what stands around a distribution, is not known then.")
    boolean listed;

    @Option(names = "--strict", description = "Exit 1 on a finding of severity high or critical.")
    boolean strict;

    @Option(names = "--sarif", paramLabel = "FILE", description = "Also write SARIF 2.1.0.")
    @Nullable Path sarif;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page to share.")
    @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML: severe findings are failures.")
    @Nullable Path junit;

    @Option(
            names = "--accept",
            paramLabel = "FILE",
            description = "Findings to live with, JSON or YAML: a list of finding, distribution, path (of a behavior, may be"
                    + " left out), reason, person, expires. They do not count for --strict until they expire.")
    @Nullable Path accept;

    @Mixin
    AcrossAccounts across = new AcrossAccounts();

    InspectCommand(Sallyport root) {
        this.root = root;
    }

    /** The score is null where nothing was looked at. */
    private record Document(
            List<Distribution> distributions,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Integer score,
            List<PostureScore.Reason> reasons,
            List<String> warnings) {}

    /** Of several accounts; each distribution has its own. */
    private record AcrossDocument(
            List<ObjectNode> distributions,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Integer score,
            List<PostureScore.Reason> reasons,
            List<String> warnings) {}

    @Override
    public Integer call() {
        if (listed && (id != null || !configs.isEmpty())) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--listed asks for every distribution.", "Leave the id and --config out.");
        }
        if (across.isAsked(root)) {
            return callAcross();
        }
        Distributions.Listing listing = read();
        List<Distribution> distributions = listing.distributions();
        PostureScore score = PostureScore.of(distributions);
        write(distributions);
        if (root.options.json) {
            root.terminal.json(distributions.isEmpty()
                    ? new Document(distributions, null, List.of(), listing.warnings())
                    : new Document(distributions, score.score(), score.reasons(), listing.warnings()));
        } else {
            print(distributions);
            new FindingLines(root.terminal).print(score);
            listing.warnings().forEach(root.terminal::say);
        }
        return strict && distributions.stream().anyMatch(Distribution::isWeak) ? 1 : 0;
    }

    private int callAcross() {
        if (id != null || !configs.isEmpty() || accept != null) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "--profiles asks for every distribution.",
                    "Leave the id, --config and --accept out.");
        }
        AcrossAccounts.Answers<Distributions.Listing> answers =
                across.ask(root, session -> listed
                        ? new Distributions(session.clients()).list()
                        : new Distributions(session.clients()).readWhole());
        List<Distribution> all = answers.answered().stream()
                .flatMap(one -> one.answer().distributions().stream())
                .toList();
        write(all);
        PostureScore score = PostureScore.of(all);
        List<String> warnings = AcrossAccounts.warnings(answers, Distributions.Listing::warnings);
        if (root.options.json) {
            root.terminal.json(new AcrossDocument(
                    AcrossAccounts.rows(answers, Distributions.Listing::distributions),
                    all.isEmpty() ? null : score.score(),
                    all.isEmpty() ? List.of() : score.reasons(),
                    warnings));
        } else {
            answers.answered().forEach(one -> {
                root.terminal.line(one.profile() + "  " + one.account());
                print(one.answer().distributions());
            });
            new FindingLines(root.terminal).print(score);
            warnings.forEach(root.terminal::say);
        }
        return strict && all.stream().anyMatch(Distribution::isWeak) ? 1 : 0;
    }

    private void write(List<Distribution> distributions) {
        if (sarif != null) {
            FindingsReport.writeSarif(distributions, sarif);
        }
        if (html != null) {
            FindingsReport.writeHtml(distributions, html);
        }
        if (junit != null) {
            FindingsReport.writeJunit(distributions, junit);
        }
    }

    /** What was read, its accepted findings marked. */
    private Distributions.Listing read() {
        Distributions.Listing read = readAll();
        if (accept == null) {
            return read;
        }
        Acceptances.Applied applied =
                Acceptances.read(accept).to(read.distributions(), LocalDate.now(ZoneOffset.UTC));
        return new Distributions.Listing(
                applied.distributions(),
                Stream.concat(read.warnings().stream(), applied.warnings().stream()).toList());
    }

    private Distributions.Listing readAll() {
        if (!configs.isEmpty()) {
            return new Distributions.Listing(SavedDistributions.read(configs), List.of());
        }
        try (Session session = root.openSession()) {
            Distributions distributions = new Distributions(session.clients());
            if (listed) {
                return distributions.list();
            }
            return id == null ? distributions.readWhole() : distributions.read(id);
        }
    }

    private void print(List<Distribution> distributions) {
        if (distributions.isEmpty()) {
            root.terminal.line(
                    configs.isEmpty() ? "The account has no distribution." : "The answer in the file lists no distribution.");
        }
        FindingLines lines = new FindingLines(root.terminal);
        distributions.forEach(listed ? lines::row : lines::print);
    }
}
