package dev.sallyport.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.sallyport.core.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super(Module.APP);
    }

    @Test
    void fewKnowTheSandbox() {
        holds(noClasses()
                .that()
                .doNotBelongToAnyOf(SandboxAccount.class, SandboxCommand.class, TourSteps.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sallyport.core.sandbox..")
                .because("to the rest of the launcher the sandbox is one more account"));
    }
}
