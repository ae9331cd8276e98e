package dev.sallyport.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.core.webacl.WafLogRecord;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.arns.Arn;

/**
 * The rules of the house that hold in every module. Each module's {@code ArchitectureTest} names its module and inherits
 * them; a rule over nothing fails, and so does one that names a package which is gone.
 */
public abstract class HouseRules {
    /** The modules in the order of the arrows: a module may know those that its row names, and itself. */
    public enum Module {
        EDGE(Set.of(), "dev.sallyport.core", "confine", "edgefunction", "match", "pace", "shape", "webacl"),
        SANDBOX(Set.of(EDGE), "dev.sallyport.core", "sandbox"),
        CONSOLE(
                Set.of(EDGE),
                "dev.sallyport.core",
                "account",
                "audit",
                "blueprint",
                "bucket",
                "decrypt",
                "distribution",
                "firewall",
                "guard",
                "log",
                "masking",
                "permission",
                "proof",
                "proposal",
                "rollout",
                "shield"),
        VIEWS(
                Set.of(EDGE, CONSOLE),
                "dev.sallyport.views",
                "audit",
                "decrypt",
                "distribution",
                "firewall",
                "kit",
                "log",
                "overview",
                "settings",
                "shell",
                "shield",
                "stack"),
        APP(Set.of(EDGE, SANDBOX, CONSOLE, VIEWS), "dev.sallyport.app");

        // Both are made by "of" and never change.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<Module> known;

        @SuppressWarnings("ImmutableEnumChecker")
        private final List<String> rooms;

        private final String root;

        Module(Set<Module> known, String root, String... rooms) {
            this.known = known;
            this.root = root;
            this.rooms = List.of(rooms);
        }

        /** The packages that are its own, each with what is below it. */
        List<String> packages() {
            List<String> packages = new ArrayList<>(
                    rooms.stream().map(room -> root + '.' + room).toList());
            if (this == EDGE || this == APP) {
                packages.add(root);
            }
            return packages;
        }

        private String[] patterns() {
            return packages().stream()
                    .map(name -> name.equals(root) ? name : name + "..")
                    .toArray(String[]::new);
        }

        /** What is below a room is its own; what is below the root is another room. */
        private boolean isOf(String own, String found) {
            return found.equals(own) || (!own.equals(root) && found.startsWith(own + '.'));
        }

        /** Of these packages those that no rule names. */
        Set<String> unnamed(Set<String> there) {
            return there.stream()
                    .filter(name -> packages().stream().noneMatch(own -> isOf(own, name)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Of the packages that rules name those that are not among these. */
        Set<String> gone(Set<String> there) {
            return packages().stream()
                    .filter(own -> there.stream().noneMatch(name -> isOf(own, name)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Configures what is behind slf4j, and alone may know it. */
    private static final String LOG_SETTINGS = "dev.sallyport.app.ProgramLog";

    private static final int LONGEST = 400;

    private final Module module;

    /** The classes of the module itself, without its tests. */
    protected final JavaClasses classes;

    /** Judges the classes of {@code module}. */
    protected HouseRules(Module module) {
        this.module = module;
        // On the class path of its own tests the edge is alone; the others are found by their packages.
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(module == Module.EDGE ? List.of(module.root) : module.packages());
    }

    /** Checks a rule over the module's classes; a rule that meets no class fails. */
    protected final void holds(ArchRule rule) {
        rule.check(classes);
    }

    @Test
    void everyPackageThatIsNamedIsThere() {
        Set<String> there = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(module.gone(there)).as("packages that the rules name").isEmpty();
    }

    @Test
    void everyPackageOfTheModuleIsNamed() throws IOException {
        Path sources = Path.of("src", "main", "java");
        try (Stream<Path> files = Files.walk(sources)) {
            Set<String> there = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace(file.getFileSystem().getSeparator(), "."))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(module.unnamed(there)).as("packages that no rule names").isEmpty();
        }
    }

    @Test
    void arrowsPointOneWay() {
        for (Module other : Module.values()) {
            if (other != module && !module.known.contains(other)) {
                holds(noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(other.patterns())
                        .because("the arrows are app → views → console → edge ← sandbox"));
            }
        }
    }

    @Test
    void roomsFormNoCycle() {
        for (String name : module.packages()) {
            boolean hasRooms = classes.stream().anyMatch(type -> type.getPackageName().startsWith(name + '.'));
            if (hasRooms) {
                holds(slices()
                        .matching(name + ".(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because("a room must be understood, and moved, without the whole house"));
            }
        }
        if (module.rooms.size() > 1) {
            holds(slices()
                    .matching(module.root + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a feature must be understood, and moved, without the others"));
        }
    }

    @Test
    void oneLoggingInterface() {
        if (module == Module.APP) {
            assertThat(classes.stream().map(JavaClass::getName)).as("the exempt class").contains(LOG_SETTINGS);
        }
        holds(noClasses()
                .that()
                .haveNameNotMatching(Pattern.quote(LOG_SETTINGS) + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "org.apache.commons.logging..")
                .because("slf4j is the one way to log; the launcher alone configures what is behind it"));
    }

    @Test
    void temporaryFilesLieInTheFolderThatIsGiven() {
        Class<?> more = FileAttribute[].class;
        holds(noClasses()
                .should()
                .callMethod(Files.class, "createTempFile", String.class, String.class, more)
                .orShould()
                .callMethod(Files.class, "createTempDirectory", String.class, more)
                .orShould()
                .callMethod(File.class, "createTempFile", String.class, String.class)
                .because("without a folder they lie in the system's, and stay there after a kill"));
    }

    @Test
    void oneWayOpensTheDatabase() {
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(DuckDb.class.getName())
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .because("what its library leaves in the temporary folder is removed in one place"));
    }

    @Test
    void givenArnsAreReadInOnePlace() {
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Arns.class.getName())
                .should()
                .callMethod(Arn.class, "tryFromString", String.class)
                .because("it throws for an ARN with a part that is blank"));
    }

    @Test
    void arnsAreTakenApartByTheirReaders() throws IOException {
        assertThat(sourcesWhere((room, source) -> SourceRules.cutsArn(source)))
                .as("ARNs cut by hand: WafArn, FunctionArn and Arns read them, by the SDK's Arn")
                .isSubsetOf(Arns.class.getName());
    }

    @Test
    void recordsOfWebAclsAreReadWhereTheyAreExplained() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.sallyport.core.webacl..", "dev.sallyport.core.log..", "dev.sallyport.core.firewall..")
                .should()
                .callMethod(WafLogRecord.class, "parse", String.class)
                .because("what a record says is said by one explanation, in the window and on the command line"));
    }

    @Test
    void membersOfRecordsAreNamedWhereRecordsAreRead() throws IOException {
        Set<String> rooms = Set.of("dev.sallyport.core.webacl", "dev.sallyport.core.log", "dev.sallyport.core.firewall");
        assertThat(sourcesWhere((room, source) -> !rooms.contains(room) && SourceRules.readsRecords(source)))
                .as("records of web ACLs are taken apart in webacl, log and firewall")
                .isEmpty();
    }

    @Test
    void oneServerSpeaksHttp() {
        holds(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.net.httpserver..")
                .because("the bounds of the front doors are kept by HttpListener alone"));
    }

    @Test
    void oneClassWritesToTheTerminal() {
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sallyport.app.Launcher")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("Terminal, which the launcher makes, takes from a text what a terminal would obey"));
    }

    /** The desktop's program for links, and Node with what shuts it in and measures it: never npm, a shell or a compiler. */
    @Test
    void onlyTheseStartPrograms() {
        Set<String> starters = Set.of(
                "dev.sallyport.app.Browser",
                "dev.sallyport.core.confine.Confinement",
                "dev.sallyport.core.edgefunction.NodeHost",
                "dev.sallyport.core.edgefunction.ResidentMemory");
        holds(noClasses()
                .that(not(belongTo(starters)))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ProcessBuilder.class.getName())
                .orShould()
                .callMethodWhere(target(name("exec")).and(target(owner(type(Runtime.class)))))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.awt.Desktop")
                .because("what runs beside Sallyport is known, and nothing is fetched or built while it runs"));
    }

    private static DescribedPredicate<JavaClass> belongTo(Set<String> names) {
        return DescribedPredicate.describe(
                "belong to " + names, type -> names.contains(type.getName().replaceFirst("\\$.*", "")));
    }

    @Test
    void oneCodingOfAddresses() {
        holds(noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Notifications")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(URLEncoder.class, URLDecoder.class)
                .because("they code forms, and no addresses: PercentCoding does by RFC 3986; events of S3 alone have keys as forms do"));
    }

    @Test
    void noClassIsTooLongToBeRead() throws IOException {
        assertThat(sourcesWhere((room, source) -> source.lines().count() > LONGEST))
                .as("files of more than " + LONGEST + " lines")
                .isEmpty();
    }

    @Test
    void noPackageIsNamedForNothing() {
        holds(noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..helper..", "..manager..", "..impl..", "..common..")
                .because("a reader should guess the file from the question"));
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<String> silent = new TreeSet<>();
        Set<String> described = new TreeSet<>();
        classes.forEach(type -> {
            if (type.getSimpleName().equals("package-info")) {
                described.add(type.getPackageName());
            } else {
                silent.add(type.getPackageName());
            }
        });
        silent.removeAll(described);
        assertThat(silent).as("packages without package-info").isEmpty();
    }

    @Test
    void sqlStandsWhereTheLogsAreAndInOnePiece() throws IOException {
        Set<String> rooms = Set.of("dev.sallyport.core.log", "dev.sallyport.core.firewall");
        assertThat(sourcesWhere((room, source) -> module != Module.SANDBOX && !rooms.contains(room) && SourceRules.hasSql(source)))
                .as("SQL outside log and firewall: who asks the logs asks in their words, not in their columns")
                .isEmpty();
        assertThat(sourcesWhere((room, source) -> rooms.contains(room) && SourceRules.joinsSql(source)))
                .as("SQL in pieces: a text block shows what is asked")
                .isEmpty();
    }

    /** The module's sources, by the names of their classes, of which something is so, by package and text. */
    private static Set<String> sourcesWhere(BiPredicate<String, String> so) throws IOException {
        Path sources = Path.of("src", "main", "java");
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String room = sources.relativize(file.getParent()).toString().replace(file.getFileSystem().getSeparator(), ".");
                if (so.test(room, Files.readString(file))) {
                    found.add(room + '.' + file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        return found;
    }
}
