package dev.tarn.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/// The arrows of `docs/ARCHITECTURE.md`, checked on the compiled classes of all modules.
///
/// The rules live in `server` because only the composition root sees every module.
final class ArchitectureTest {

    private static final String[] FRONT = {
        "dev.tarn.engine.parse..",
        "dev.tarn.engine.schema..",
        "dev.tarn.engine.validate..",
        "dev.tarn.engine.plan.."
    };
    private static final List<String> OPERATOR_FAMILIES =
            List.of("scan", "basic", "agg", "join", "sort", "window", "write", "share");
    private static final String[] BACK = {
        "dev.tarn.engine.pipeline..",
        "dev.tarn.engine.scan..",
        "dev.tarn.engine.basic..",
        "dev.tarn.engine.agg..",
        "dev.tarn.engine.join..",
        "dev.tarn.engine.sort..",
        "dev.tarn.engine.order..",
        "dev.tarn.engine.curve..",
        "dev.tarn.engine.window..",
        "dev.tarn.engine.write..",
        "dev.tarn.engine.exec..",
        "dev.tarn.engine.memory..",
        "dev.tarn.engine.spill.."
    };

    private static JavaClasses tarn;

    @BeforeAll
    static void importMainClasses() {
        tarn =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.tarn")
                        // The parser generator's output follows its own taste.
                        .that(not(resideInAPackage("dev.tarn.engine.parse.generated..")));
    }

    @Test
    void classesOfEveryModuleAreSeen() {
        assertThat(List.of("columnar", "storage", "catalog", "engine", "server"))
                .allSatisfy(module ->
                        assertThat(tarn.that(resideInAPackage("dev.tarn." + module + "..")))
                                .as(module)
                                .isNotEmpty());
    }

    @Test
    void columnarDependsOnTheJdkAlone() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.tarn.columnar..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("dev.tarn.columnar..", "java..", "org.jspecify.."));
    }

    @Test
    void storageDependsOnColumnarOnly() {
        checkModule("storage", "dev.tarn.columnar..");
    }

    @Test
    void catalogDependsOnBytesOnly() {
        checkModule("catalog", "dev.tarn.storage.io..", "dev.tarn.storage");
    }

    @Test
    void engineDependsOnColumnarAndStorageOnly() {
        checkModule("engine", "dev.tarn.columnar..", "dev.tarn.storage..");
    }

    @Test
    void maintenanceSeesTheEngineOnlyThroughItsFrontDoor() {
        checkModule(
                "maintenance",
                "dev.tarn.columnar..",
                "dev.tarn.storage..",
                "dev.tarn.engine",
                "dev.tarn.engine.spi..");
    }

    @Test
    void nobodyDependsOnTheServer() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.tarn.server..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.tarn.server.."));
    }

    @Test
    void testkitStaysOutOfTheProduct() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.tarn.testkit..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.tarn.testkit.."));
    }

    /// A module's root package is its front door: it holds what callers touch and the wiring that
    /// stands the rooms up, so it is the one package that may see its rooms and be seen by them.
    @Test
    void packagesFormNoCycles() {
        check(slices().matching("dev.tarn.(*).(**)").should().beFreeOfCycles());
    }

    @Test
    void calciteStaysInTheFront() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(FRONT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.calcite.."));
    }

    @Test
    void frontAndBackMeetOnlyAtThePlan() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(FRONT)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(BACK));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(BACK)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(FRONT));
    }

    @Test
    void operatorFamiliesNeverImportOneAnother() {
        for (String family : OPERATOR_FAMILIES) {
            String[] others =
                    OPERATOR_FAMILIES.stream()
                            .filter(other -> !other.equals(family))
                            .map(other -> "dev.tarn.engine." + other + "..")
                            .toArray(String[]::new);
            check(
                    noClasses()
                            .that()
                            .resideInAPackage("dev.tarn.engine." + family + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(others));
        }
    }

    @Test
    void javalinStaysBehindTheHttpDoors() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "dev.tarn.catalog", "dev.tarn.catalog.http..", "dev.tarn.server..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.javalin.."));
    }

    @Test
    void vectorInstructionsStayInSimdPackages() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..simd..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jdk.incubator.vector.."));
    }

    @Test
    void httpNeverTouchesTheStore() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.tarn..http..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.tarn..store.."));
    }

    @Test
    void databasesAreSpokenToOnlyByTheCatalogStore() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("dev.tarn.catalog.store..", "dev.tarn.testkit..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.sql..", "org.jdbi..", "com.zaxxer.hikari.."));
    }

    @Test
    void plansExpressionsTypesConfigsAndRequestsAreValues() {
        check(
                classes()
                        .that(areValues())
                        .should(beRecordsOrEnums())
                        .because("data is compared, printed and matched by its parts"));
    }

    private static DescribedPredicate<JavaClass> areValues() {
        DescribedPredicate<JavaClass> ofTheWaist =
                resideInAnyPackage("dev.tarn.engine.expr..", "dev.tarn.engine.physical..")
                        .and(
                                JavaClass.Predicates.assignableTo("dev.tarn.engine.expr.Expr")
                                        .or(
                                                JavaClass.Predicates.assignableTo(
                                                        "dev.tarn.engine.physical.Plan")));
        DescribedPredicate<JavaClass> types =
                JavaClass.Predicates.assignableTo("dev.tarn.columnar.DataType");
        DescribedPredicate<JavaClass> byName =
                JavaClass.Predicates.simpleNameEndingWith("Config")
                        .or(JavaClass.Predicates.simpleNameEndingWith("Request"));
        return resideInAPackage("dev.tarn..")
                .and(ofTheWaist.or(types).or(byName))
                .and(not(JavaClass.Predicates.INTERFACES))
                .as("plans, expressions, types, configs and requests");
    }

    private static ArchCondition<JavaClass> beRecordsOrEnums() {
        return new ArchCondition<>("be records or enums") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                // The body of an enum constant is a class of its own.
                boolean constant = type.getRawSuperclass().map(JavaClass::isEnum).orElse(false);
                boolean value = type.isRecord() || type.isEnum() || constant;
                events.add(
                        new SimpleConditionEvent(
                                type, value, type.getName() + " is neither record nor enum"));
            }
        };
    }

    @Test
    void classesAreFinalUnlessTheyAreMeantToBeExtended() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.tarn..")
                        .and()
                        .areNotInterfaces()
                        .and()
                        .areNotEnums()
                        .and()
                        .areNotAnonymousClasses()
                        .and()
                        .areTopLevelClasses()
                        .should(beFinalOrAbstractOrExtended()));
    }

    private static ArchCondition<JavaClass> beFinalOrAbstractOrExtended() {
        return new ArchCondition<>("be final, abstract, sealed or extended") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed =
                        type.getModifiers().contains(JavaModifier.FINAL)
                                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                                || type.reflect().isSealed()
                                || !type.getSubclasses().isEmpty();
                events.add(
                        new SimpleConditionEvent(type, closed, type.getName() + " is not final"));
            }
        };
    }

    private static void checkModule(String module, String... others) {
        String own = "dev.tarn." + module + "..";
        String[] allowed = new String[others.length + 1];
        allowed[0] = own;
        System.arraycopy(others, 0, allowed, 1, others.length);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(own)
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("dev.tarn..")
                                        .and(not(resideInAnyPackage(allowed)))));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(tarn);
    }
}
