package dev.sallyport.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.core.webacl.WafLogRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    /** A text block, or a literal on one line; a character too, so that {@code '"'} begins none. */
    private static final Pattern LITERAL = Pattern.compile(
            "'(?:\\\\.|[^'\\\\\\n])'"
                    + "|\"{3}[^\\\\\"]*+(?:(?:\\\\.|\"(?!\"\"))[^\\\\\"]*+)*+\"{3}"
                    + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"",
            Pattern.DOTALL);

    /** The statements and clauses that DuckDB is asked with. */
    private static final Pattern SQL = Pattern.compile(
            "\\b(SELECT\\s(?!over\\b)[^;]|INSERT INTO\\s|GROUP BY\\s|ORDER BY\\s|CAST\\(|DELETE FROM\\s|UPDATE\\s+\\S+\\s+SET\\s"
                    + "|WHERE\\s+\\S+\\s*(=|<|>|IS\\b|IN\\b|LIKE\\b))");

    /** Joined to something else with a plus sign, on either side. */
    private static final Pattern JOINED_BEFORE = Pattern.compile("\\+\\s*\\z");
    private static final Pattern JOINED_AFTER = Pattern.compile("\\A\\s*\\+");

    /** Whether a source has SQL in a literal. */
    static boolean hasSql(String source) {
        return LITERAL.matcher(source).results().anyMatch(literal -> SQL.matcher(literal.group()).find());
    }

    /** Whether a source has SQL that is put together from literals. */
    static boolean joinsSql(String source) {
        return LITERAL.matcher(source).results()
                .filter(literal -> SQL.matcher(literal.group()).find())
                .anyMatch(literal -> JOINED_BEFORE.matcher(source.substring(0, literal.start())).find()
                        || JOINED_AFTER.matcher(source.substring(literal.end())).find());
    }

    /** The questions to a text by which an ARN is taken apart. */
    private static final String CUT = "\\s*\\.\\s*(?:split|substring|indexOf|lastIndexOf|contains|startsWith|endsWith|"
            + "replaceFirst|replaceAll)\\(";

    private static final List<Pattern> CUTS_ARN = List.of(
            // Of what is called an ARN, be it a variable or a member.
            Pattern.compile("\\b(?:arn|\\w+Arn)(?:\\(\\))?" + CUT),
            // By its beginning, and by what stands between its colons.
            Pattern.compile("\\.(?:split|startsWith|indexOf|replaceFirst|replaceAll)\\(\\s*\"\\^?arn:"),
            Pattern.compile(CUT + "\\s*\"[^\"\\n]*:[a-z0-9-]+[:/]"),
            // Into its six parts.
            Pattern.compile("split\\(\":\", 6\\)"),
            // By the groups of a pattern.
            Pattern.compile("Pattern\\.compile\\(\\s*\"arn:[^\"\\n]*\\((?!\\?)"));

    /** Whether a source takes ARNs apart by itself. */
    static boolean cutsArn(String source) {
        return CUTS_ARN.stream().anyMatch(cut -> cut.matcher(source).find());
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
        List<String> cut = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (!file.endsWith(Path.of("core", "Arns.java")) && cutsArn(Files.readString(file))) {
                    cut.add(file.getFileName().toString());
                }
            }
        }
        assertThat(cut)
                .as("ARNs cut by hand: Arns, WafArn and FunctionArn read them, by the SDK's Arn")
                .isEmpty();
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
    void oneServerSpeaksHttp() {
        holds(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.net.httpserver..")
                .because("the bounds of the front doors are kept by HttpListener alone"));
    }

    @Test
    void noClassIsTooLongToBeRead() throws IOException {
        List<String> longer = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    if (lines.count() > LONGEST) {
                        longer.add(file.getFileName().toString());
                    }
                }
            }
        }
        assertThat(longer).as("files of more than " + LONGEST + " lines").isEmpty();
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
        Path sources = Path.of("src", "main", "java");
        List<String> elsewhere = new ArrayList<>();
        List<String> joined = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String room = sources.relativize(file.getParent()).toString().replace(file.getFileSystem().getSeparator(), ".");
                boolean free = room.equals("dev.sallyport.core.log")
                        || room.equals("dev.sallyport.core.firewall")
                        || module == Module.SANDBOX;
                String source = Files.readString(file);
                if (!free && hasSql(source)) {
                    elsewhere.add(room + '.' + file.getFileName());
                }
                if (room.equals("dev.sallyport.core.log") && joinsSql(source)) {
                    joined.add(room + '.' + file.getFileName());
                }
            }
        }
        assertThat(elsewhere)
                .as("SQL outside log and firewall: who asks the logs asks in their words, not in their columns")
                .isEmpty();
        assertThat(joined).as("SQL in pieces: a text block shows what is asked").isEmpty();
    }
}
