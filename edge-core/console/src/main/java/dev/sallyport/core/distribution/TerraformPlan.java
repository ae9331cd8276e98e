package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.known;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.distribution.Reading.Foreign;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** The distributions of a Terraform plan, as they will be, or of a state, as they are. */
final class TerraformPlan {
    /** What a plan or state holds is its value already. */
    private static final Resolver VALUES = Resolver.Value::new;

    private final Path file;
    private final List<Terraform.Resource> resources;
    private final Referenced referenced;

    TerraformPlan(Path file, List<Terraform.Resource> resources, Referenced referenced) {
        this.file = file;
        this.resources = resources;
        this.referenced = referenced;
    }

    /** The distributions, to be judged when all files are read; what decides about them is noted at once. */
    List<Supplier<Distribution>> distributions() {
        List<Terraform.Resource> distributions = resources.stream()
                .filter(one -> one.type().equals("aws_cloudfront_distribution")
                        && one.values().has("default_cache_behavior"))
                .toList();
        if (!distributions.isEmpty()) {
            new TerraformLocks(resources, this::place, referenced).note();
        }
        return distributions.stream()
                .<Supplier<Distribution>>map(one -> () -> judged(one))
                .toList();
    }

    private Place place(String address) {
        return new Place(file.toString(), null, address);
    }

    private Distribution judged(Terraform.Resource one) {
        Spots spots = new Spots(pointer -> place(one.address()));
        ForeignForm form = new ForeignForm(VALUES, spots);
        JsonNode config = form.read(one.values(), "", DistributionConfig.builder().build());
        TemplateDefaults.fill(config);
        for (JsonNode origin : items(config.path("Origins"))) {
            fillOrigin(origin);
        }
        String id = known(one.values(), "id");
        return DistributionReader.read(
                new DistributionReader.About(
                        id.isEmpty() ? one.address() : id,
                        known(one.values(), "arn"),
                        known(one.values(), "domain_name"),
                        known(one.values(), "status"),
                        null),
                config,
                Reading.Source.TEMPLATE,
                referenced,
                // What Terraform keeps beside the configuration has no place in CloudFront's form.
                new Foreign(
                        spots,
                        form.open(),
                        List.of(),
                        form.unknown().stream().filter(place -> place.contains(".")).toList()));
    }

    /** The provider sends an origin of no other type as one of S3 without an identity. */
    private static void fillOrigin(JsonNode origin) {
        if (origin instanceof ObjectNode object && !OriginPosture.saysHowProtected(origin)
                && !object.has("S3OriginConfig") && !object.has("CustomOriginConfig") && !object.has("VpcOriginConfig")) {
            object.putObject("S3OriginConfig").put("OriginAccessIdentity", "");
        }
    }
}
