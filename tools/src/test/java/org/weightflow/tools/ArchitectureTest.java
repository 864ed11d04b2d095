package org.weightflow.tools;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may use which, and what nobody may use. */
class ArchitectureTest {
    private static final String BASE = "org.weightflow.";

    /** For each package of a module those of the modules that it may use. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "datasets", List.of(),
            "networks", List.of("datasets"),
            "canon", List.of("networks", "datasets"),
            "pruning", List.of("canon", "networks", "datasets"),
            "generator", List.of("canon", "networks", "datasets"),
            "bayes", List.of("pruning", "canon", "networks", "datasets"),
            "tools", List.of("datasets", "networks", "canon", "pruning", "generator", "bayes"));

    private static final List<String> FORBIDDEN_NAMES = List.of("util", "utils", "common", "impl", "manager", "helper");

    private static JavaClasses weightflow;

    @BeforeAll
    static void readTheClasses() {
        weightflow = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.weightflow");
    }

    @Test
    void everyModuleIsOnTheClassPath() throws IOException {
        // Otherwise the rules below would hold of nothing.
        Map<String, Long> found = weightflow.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        type -> type.getPackageName().substring(BASE.length()).split("\\.", -1)[0],
                        TreeMap::new,
                        Collectors.counting()));
        for (Path source : mainSources()) {
            try (Stream<Path> files = Files.walk(source)) {
                boolean hasClasses = files.anyMatch(file -> file.toString().endsWith(".java") && !isPackageInfo(file));
                String module = packageOf(source);
                assertTrue(ARROWS.containsKey(module), module + " has no rule in this test");
                assertEquals(hasClasses, found.containsKey(module), module);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"datasets", "networks", "canon", "pruning", "generator", "bayes", "tools"})
    void modulesUseOnlyTheModulesBelow(String module) {
        String[] others = ARROWS.keySet().stream()
                .filter(other -> !other.equals(module)
                        && !ARROWS.getOrDefault(module, List.of()).contains(other))
                .map(other -> BASE + other + "..")
                .toArray(String[]::new);
        if (others.length > 0) {
            hold(noClasses()
                    .that()
                    .resideInAPackage(BASE + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others));
        }
    }

    @Test
    void datasetsUsesNothingButTheJdk() {
        hold(classes()
                .that()
                .resideInAPackage("org.weightflow.datasets..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax..", "org.weightflow.datasets.."));
    }

    @Test
    void onlyTheEnginePackageKnowsPyTorch() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage("org.weightflow.networks.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch.."));
    }

    @Test
    void onlyMainEndsTheProcess() {
        hold(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Weightflow.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class));
        hold(noClasses()
                .should()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class));
    }

    @Test
    void everyDrawComesFromASeedThatTheCallerPasses() {
        hold(noClasses()
                .should()
                .dependOnClassesThat(are(DescribedPredicate.describe(
                        "java.util.Random", (JavaClass type) -> type.isEquivalentTo(Random.class)))));
        hold(noClasses().should().callMethod(Math.class, "random"));
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom"));
        hold(noClasses().should().callMethod("ai.djl.engine.Engine", "setRandomSeed", "int"));
    }

    @Test
    void onlyToolsPrints() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage("org.weightflow.tools..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void packagesSayWhatTheyAreAbout() {
        for (String name : FORBIDDEN_NAMES) {
            hold(noClasses().should().resideInAnyPackage(BASE + "." + name + ".."));
        }
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        List<String> undescribed = new ArrayList<>();
        for (Path source : mainSources()) {
            try (Stream<Path> files = Files.walk(source)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                        .forEach(folder -> undescribed.add(folder.toString()));
            }
        }
        assertEquals(List.of(), undescribed);
    }

    private static void hold(ArchRule rule) {
        // A module that is still empty breaks no rule.
        rule.allowEmptyShould(true).check(weightflow);
    }

    private static boolean isPackageInfo(Path file) {
        return file.endsWith("package-info.java");
    }

    /** The folders {@code src/main/java} of all modules. */
    private static List<Path> mainSources() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
            List<Path> sources = modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            assertFalse(sources.isEmpty(), "the modules are beside this one");
            return sources;
        }
    }

    /** The one package below the base that a module owns. */
    private static String packageOf(Path source) throws IOException {
        try (Stream<Path> packages = Files.list(source.resolve("org/weightflow"))) {
            List<String> names =
                    packages.map(folder -> folder.getFileName().toString()).toList();
            assertEquals(1, names.size(), () -> source + " has the packages " + names);
            return names.get(0);
        }
    }
}
