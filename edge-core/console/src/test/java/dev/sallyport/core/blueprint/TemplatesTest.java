package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates against cfn-lint, and each blueprint against its own template. */
class TemplatesTest {
    private static final Map<String, String> TAKEN = Map.of(
            "FunctionUrls",
            "/a/*=https://abc.lambda-url.eu-west-1.on.aws,/b?=https://def.lambda-url.us-east-1.on.aws");

    @Test
    void cfnLintHasNothingToSay(@TempDir Path folder) throws URISyntaxException, IOException {
        OutsideTool.require("cfn-lint", "--version");
        List<Path> templates = new ArrayList<>();
        templates.add(Path.of(Objects.requireNonNull(getClass().getResource("/sallyport/guard/signer.yaml")).toURI()));
        for (Blueprint each : Blueprints.all()) {
            templates.add(Files.writeString(folder.resolve(each.name() + ".yaml"), each.template()));
            Blueprint.Standing standing = each.standing();
            if (standing != null) {
                Map<String, String> values = Map.of(standing.parameter(), TAKEN.getOrDefault(standing.parameter(), "x"));
                templates.add(Files.writeString(folder.resolve(each.name() + "-standing.yaml"), each.template(values)));
            }
        }
        for (Path template : templates) {
            OutsideTool.Output output = OutsideTool.run(
                    Map.of(), new byte[0], List.of("cfn-lint", "--regions", "us-east-1", "--", template.toString()));
            assertThat(output.out() + output.err()).isEmpty();
            assertThat(output.status()).isZero();
        }
    }

    /** One parameter has one meaning, whichever of the two templates it goes to. */
    @Test
    void bothTemplatesOfABlueprintDeclareAParameterAlike() {
        for (Blueprint blueprint : Blueprints.all()) {
            Blueprint.Standing standing = blueprint.standing();
            if (standing != null) {
                Map<String, BlueprintParameter> own = TemplateParameters.of(blueprint.template()).stream()
                        .collect(Collectors.toMap(BlueprintParameter::name, Function.identity()));
                assertThat(TemplateParameters.of(standing.template()))
                        .anyMatch(each -> each.name().equals(standing.parameter()))
                        .filteredOn(each -> own.containsKey(each.name()))
                        .allSatisfy(each -> assertThat(each)
                                .usingRecursiveComparison()
                                .ignoringFields("description")
                                .isEqualTo(own.get(each.name())));
            }
        }
    }

    @Test
    void everyBlueprintNamesWhatItsTemplateHas() {
        for (Blueprint blueprint : Blueprints.all()) {
            Set<String> parameters = TemplateParameters.of(blueprint.template()).stream()
                    .map(BlueprintParameter::name)
                    .collect(Collectors.toSet());
            assertThat(parameters).contains(Blueprint.BUCKET_PARAMETER);
            assertThat(blueprint.functions()).extracting(PackagedFunction::parameter).isSubsetOf(parameters);
            assertThat(blueprint.edgeFunctions())
                    .allSatisfy(function -> assertThat(blueprint.template()).contains("\n  " + function.versionOutput() + ":\n"));
            boolean atTheEdge = !blueprint.name().equals("outpost-lambda");
            assertThat(blueprint.edgeFunctions().isEmpty()).isNotEqualTo(atTheEdge);
            assertThat(blueprint.template())
                    .contains(
                            atTheEdge
                                    ? List.of("\n  DistributionId:\n", "\n  DistributionUrl:\n", "\n  OriginUrl:\n")
                                    : List.of("\n  ComponentName:\n", "\n  DeploymentId:\n", "\n  Target:\n"));
        }
    }
}
