package dev.millrace.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.millrace.streams", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {

    @ArchTest
    static final ArchRule mathsAndDecisionsDoNotKnowKafka = noClasses()
            .that()
            .resideInAnyPackage("..advantage..", "..reward..", "..reshaping..", "..credit..", "..assembly..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule mathsDoNotKnowWhatUsesThem = noClasses()
            .that()
            .resideInAnyPackage("..advantage..", "..reward..", "..reshaping..", "..credit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..assembly..", "..topology..", "..scoring..");

    @ArchTest
    static final ArchRule scorersAndTopologyDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..scoring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..topology..", "..assembly..");
}
