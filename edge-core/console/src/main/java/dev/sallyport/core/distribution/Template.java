package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.distribution.Reading.Foreign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** A CloudFormation template, also as CDK and SAM synthesize it, and the distributions that a stack of it would have. */
final class Template {
    private static final String DISTRIBUTION = "AWS::CloudFront::Distribution";

    private final JsonNode template;
    private final Intrinsics intrinsics;
    private final Referenced referenced;
    private final TemplatePlaces places;

    Template(Path file, JsonNode template, Referenced referenced) {
        this.template = template;
        this.intrinsics = new Intrinsics(template);
        this.referenced = referenced;
        this.places = new TemplatePlaces(file);
    }

    /** Whether a document is a template with a distribution whose configuration can be judged. */
    static boolean isOne(JsonNode document) {
        for (JsonNode resource : document.path("Resources")) {
            if (config(resource).has("DefaultCacheBehavior")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode config(JsonNode resource) {
        return text(resource, "Type").equals(DISTRIBUTION)
                ? resource.path("Properties").path("DistributionConfig")
                : resource.path("");
    }

    /**
     * The distributions, to be judged when all files are read. What the template holds of policies, access controls and
     * the origins' own locks is noted at once. One whose condition cannot hold is not among them, unless it would be alone;
     * where a default would leave it out, another stack of the template has it.
     */
    List<Supplier<Distribution>> distributions() {
        new TemplateResources(template, intrinsics, places, referenced).note();
        List<Supplier<Distribution>> made = new ArrayList<>();
        List<Supplier<Distribution>> leftOut = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resource : template.path("Resources").properties()) {
            if (config(resource.getValue()).isObject()) {
                boolean without = Intrinsics.isLeftOut(template, resource.getValue());
                (without ? leftOut : made).add(() -> judged(resource.getKey(), resource.getValue()));
            }
        }
        return made.isEmpty() ? leftOut : made;
    }

    private Distribution judged(String logicalId, JsonNode resource) {
        Intrinsics own = new Intrinsics(template);
        own.make(resource);
        Spots spots = new Spots(places::of);
        ForeignForm form = new ForeignForm(own, spots);
        JsonNode config = form.read(
                config(resource),
                "/Resources/" + logicalId + "/Properties/DistributionConfig",
                DistributionConfig.builder().build());
        DistributionReader.About about = new DistributionReader.About(logicalId, "", "", "", null);
        if (!config.isObject()) {
            // A source that says nothing of what it leaves out.
            return DistributionReader.read(about, Json.MAPPER.createObjectNode(), Reading.Source.FILE, referenced);
        }
        TemplateDefaults.fill(config);
        return DistributionReader.read(
                about,
                config,
                Reading.Source.TEMPLATE,
                referenced,
                new Foreign(spots, form.open(), own.defaults(), form.unknown()));
    }
}
