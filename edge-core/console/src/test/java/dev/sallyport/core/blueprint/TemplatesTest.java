package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The templates against cfn-lint, and each blueprint against its own template. */
class TemplatesTest {

    @Test
    void cfnLintHasNothingToSay() throws URISyntaxException {
        OutsideTool.require("cfn-lint", "--version");
        List<String> resources = new ArrayList<>(List.of("/sallyport/guard/signer.yaml"));
        Blueprints.all().forEach(each -> resources.add("/sallyport/stacks/" + each.name() + "/template.yaml"));
        for (String resource : resources) {
            Path template = Path.of(Objects.requireNonNull(getClass().getResource(resource)).toURI());
            OutsideTool.Output output = OutsideTool.run(
                    Map.of(), new byte[0], List.of("cfn-lint", "--regions", "us-east-1", "--", template.toString()));
            assertThat(output.out() + output.err()).isEmpty();
            assertThat(output.status()).isZero();
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
