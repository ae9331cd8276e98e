package dev.sallyport.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every arrow of the design, checked over the classes of all three modules. */
class ArchitectureTest {
    private static JavaClasses sallyport = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        sallyport = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.sallyport");
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(sallyport);
    }

    @Test
    void coreKnowsNoInterface() {
        holds(noClasses()
                .that()
                .resideInAPackage("dev.sallyport.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "dev.sallyport.views..", "dev.sallyport.app.."));
    }

    @Test
    void viewsKnowNoSdkAndNoLauncher() {
        holds(noClasses()
                .that()
                .resideInAPackage("dev.sallyport.views..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "dev.sallyport.app..", "dev.sallyport.core.sandbox.."));
    }

    @Test
    void onlyTheAccountAndTheLauncherKnowTheSandbox() {
        holds(noClasses()
                .that()
                .resideInAPackage("dev.sallyport.core..")
                .and()
                .resideOutsideOfPackages("dev.sallyport.core.sandbox..", "dev.sallyport.core.account..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sallyport.core.sandbox.."));
    }

    @Test
    void featuresFormNoCycle() {
        holds(slices().matching("dev.sallyport.core.(*)..").should().beFreeOfCycles());
        holds(slices().matching("dev.sallyport.core.sandbox.(*)..").should().beFreeOfCycles());
        holds(slices().matching("dev.sallyport.views.(*)..").should().beFreeOfCycles());
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
                .resideInAnyPackage("javafx.scene..", "javafx.stage.."));
    }

    @Test
    void oneClassCrossesToTheInterfaceThread() {
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sallyport.views.kit.Background")
                .and()
                .resideInAPackage("dev.sallyport.views..")
                .should()
                .callMethod(javafx.application.Platform.class, "runLater", Runnable.class));
    }

    @Test
    void noPackageIsNamedForNothing() {
        holds(classes()
                .should()
                .resideOutsideOfPackages("..util..", "..utils..", "..helper..", "..manager..", "..impl..", "..common.."));
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> silent = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        sallyport.forEach(type -> {
            if (type.getSimpleName().equals("package-info")) {
                described.add(type.getPackageName());
            } else {
                silent.add(type.getPackageName());
            }
        });
        silent.removeAll(described);
        assertThat(silent).as("packages without package-info").isEmpty();
    }
}
