package dev.sallyport.views;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import dev.sallyport.core.HouseRules;
import dev.sallyport.views.kit.Background;
import javafx.application.Platform;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super(Module.VIEWS);
    }

    @Test
    void viewsKnowNoSdk() {
        holds(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "java.sql..", "org.duckdb..")
                .because("a view shows what a feature's service answers, from whatever it was read"));
    }

    @Test
    void viewsReadNoRawRecord() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("dev.sallyport.views.kit..", "dev.sallyport.views.decrypt..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(JsonNode.class.getName())
                .because("what a log record says is known once, in webacl and log; the kit shows any JSON as text, and decrypt the value that it opened"));
    }

    @Test
    void presentersAndModelsNameNoNode() {
        holds(noClasses()
                .that()
                .haveSimpleNameEndingWith("Presenter")
                .or()
                .haveSimpleNameEndingWith("Model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..")
                .because("what a page knows is tested without a window"));
    }

    @Test
    void oneClassCrossesToTheInterfaceThread() {
        holds(noClasses()
                .that()
                .doNotBelongToAnyOf(Background.class)
                .should()
                .callMethod(Platform.class, "runLater", Runnable.class)
                .because("late answers are dropped and errors shown at that one crossing"));
    }

    @Test
    void noClassStylesANodeByHand() {
        holds(noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("setStyle")))
                .because("colours and sizes are tokens of the style sheets"));
    }
}
