package dev.millrace.console.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way; the maths knows no Kafka. */
@AnalyzeClasses(packages = "dev.millrace", importOptions = DoNotIncludeTests.class)
class DependencyRulesTest {

    private static final String SCHEMAS = "dev.millrace.schemas..";
    private static final String POLICY = "dev.millrace.policy..";
    private static final String WORKERS = "dev.millrace.workers..";
    private static final String STREAMS = "dev.millrace.streams..";
    private static final String LEARNER = "dev.millrace.learner..";
    private static final String INFRA = "dev.millrace.infra..";
    private static final String CONSOLE = "dev.millrace.console..";

    @ArchTest
    static final ArchRule SCHEMAS_KNOW_NOBODY = noClasses()
            .that()
            .resideInAPackage(SCHEMAS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POLICY, WORKERS, STREAMS, LEARNER, INFRA, CONSOLE);

    @ArchTest
    static final ArchRule POLICY_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage(POLICY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEMAS, WORKERS, STREAMS, LEARNER, INFRA, CONSOLE, "org.apache.kafka..");

    @ArchTest
    static final ArchRule WORKERS_KNOW_NO_OTHER_ROLE = noClasses()
            .that()
            .resideInAPackage(WORKERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STREAMS, LEARNER, INFRA, CONSOLE);

    @ArchTest
    static final ArchRule STREAMS_KNOW_NO_OTHER_ROLE = noClasses()
            .that()
            .resideInAPackage(STREAMS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKERS, LEARNER, INFRA, CONSOLE);

    @ArchTest
    static final ArchRule LEARNER_KNOWS_NO_OTHER_ROLE = noClasses()
            .that()
            .resideInAPackage(LEARNER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKERS, STREAMS, INFRA, CONSOLE);

    @ArchTest
    static final ArchRule NOBODY_KNOWS_THE_CONSOLE = noClasses()
            .that()
            .resideOutsideOfPackage(CONSOLE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CONSOLE);

    @ArchTest
    static final ArchRule ONLY_SCHEMAS_KNOW_THE_REGISTRY_CLIENT = noClasses()
            .that()
            .resideInAPackage("dev.millrace..")
            .and()
            .resideOutsideOfPackage(SCHEMAS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.confluent..");

    @ArchTest
    static final ArchRule MATHS_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.millrace.streams.advantage..",
                    "dev.millrace.streams.reshaping..",
                    "dev.millrace.streams.reward..",
                    "dev.millrace.streams.credit..",
                    "dev.millrace.learner.objective..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_SCHEMAS = withoutCycles("schemas");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_POLICY = withoutCycles("policy");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_WORKERS = withoutCycles("workers");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_STREAMS = withoutCycles("streams");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_LEARNER = withoutCycles("learner");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_INFRA = withoutCycles("infra");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_CONSOLE = withoutCycles("console");

    private static ArchRule withoutCycles(String module) {
        return slices().matching("dev.millrace." + module + ".(**)").should().beFreeOfCycles();
    }
}
