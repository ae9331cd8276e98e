package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges saved output of {@code aws cloudfront get-distribution}, {@code get-distribution-config} or
 * {@code list-distributions}, also as {@code --query}, {@code --output yaml} or {@code jq} leave it, without any call.
 * The answers of {@code get-} and {@code list-} for cache policies, origin request policies and origin access controls,
 * given beside it, say what the distribution only names. So is what another tool will make: the distributions of a
 * CloudFormation template and those of a Terraform plan or state.
 */
public final class SavedDistributions {
    private final List<Supplier<Distribution>> found = new ArrayList<>();
    private final Referenced referenced = new Referenced();

    private SavedDistributions() {}

    /**
     * The distributions in a file; none when it is the answer for an account without any.
     *
     * @throws SallyportException {@code SP-FILE} when it cannot be read, {@code SP-NO-DISTRIBUTION} when it holds no
     *     distribution; the sentence says what it is instead, or at which place it departs from CloudFront's form
     */
    public static List<Distribution> read(Path file) {
        return read(List.of(file));
    }

    /**
     * The distributions in several files, judged together with the policies and access controls in them.
     *
     * @throws SallyportException as {@link #read(Path)}
     */
    public static List<Distribution> read(List<Path> files) {
        SavedDistributions saved = new SavedDistributions();
        boolean any = false;
        for (Path file : files) {
            any |= saved.search(file);
        }
        if (!any) {
            throw Unfit.because(files.getFirst() + " holds no distribution, only what distributions refer to.");
        }
        return saved.found.stream().map(Supplier::get).toList();
    }

    /** Whether the file is about distributions, and not only about what they refer to. */
    private boolean search(Path file) {
        boolean any = false;
        for (JsonNode document : SavedFile.documents(file)) {
            List<Supplier<Distribution>> planned = planned(file, document);
            if (!planned.isEmpty()) {
                found.addAll(planned);
                any = true;
                continue;
            }
            JsonNode rest = document.isArray() ? withoutReferenced(document) : document;
            boolean taken = document.isArray() ? rest.isEmpty() && !document.isEmpty() : referenced.add(document);
            if (!taken) {
                SavedSearch.in(file, rest).forEach(one -> found.add(() -> judged(one)));
                any = true;
            }
        }
        return any;
    }

    /** What other tools make or have made of it. */
    private List<Supplier<Distribution>> planned(Path file, JsonNode document) {
        Referenced own = referenced.ofOneFile();
        return Template.isOne(document)
                ? new Template(file, document, own).distributions()
                : new TerraformPlan(file, Terraform.resources(document), own).distributions();
    }

    private ArrayNode withoutReferenced(JsonNode slurped) {
        ArrayNode rest = Json.MAPPER.createArrayNode();
        slurped.forEach(item -> {
            if (!referenced.add(item)) {
                rest.add(item);
            }
        });
        return rest;
    }

    private Distribution judged(SavedSearch.Found one) {
        JsonNode about = one.about();
        return DistributionReader.read(
                new DistributionReader.About(
                        text(about, "Id"),
                        text(about, "ARN"),
                        text(about, "DomainName"),
                        text(about, "Status"),
                        instant(text(about, "LastModifiedTime"))),
                one.config(),
                Reading.Source.FILE,
                referenced);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
