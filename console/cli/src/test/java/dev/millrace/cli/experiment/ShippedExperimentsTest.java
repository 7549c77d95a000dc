package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.demo.DemoTask;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.learner.objective.LossKind;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.runtime.config.ConfigLoader;
import dev.millrace.runtime.config.MillraceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiments that ship, held to what they are meant to ask. */
class ShippedExperimentsTest {

    @Test
    void shouldShipAnExperimentWhoseSettingsAllAreKnown() {
        Matrix matrix = Matrix.read("credit");

        List<Cell> cells = matrix.cells(List.of(ExperimentData.SCENES));

        assertThat(cells).hasSize(matrix.settings().size() * matrix.seeds().size());
        assertThat(cells.get(0).id()).isEqualTo("scenes.none.1");
        assertThat(matrix.settings().keySet())
                .contains("none", "prpo", "vppo", "pgpo", "random", "uniform", "dependency_only", "brittle_only");
        for (Cell cell : cells.subList(0, matrix.settings().size())) {
            MillraceConfig settings = CellRunner.settings(MillraceConfig.defaults(), cell, 80);
            assertThat(settings.run().seed()).isEqualTo(cell.seed());
            assertThat(settings.learner().checkpoint().every()).isEqualTo(10);
        }
        matrix.tokenSettings().values().forEach(overrides -> new ConfigLoader<>(
                        MillraceConfig.class, MillraceConfig.defaults())
                .load(Optional.empty(), overrides));
    }

    @Test
    void shouldShipTheAblationsOfAnsweringAndDrawingTogether() {
        Matrix matrix = Matrix.read("lvrpo");

        assertThat(matrix.demoTask()).isEqualTo(DemoTask.MIXED);
        MillraceConfig mixed = MillraceConfig.loader().load(DemoTask.MIXED.presets(), Optional.empty(), List.of());
        for (Cell cell : matrix.with(null, List.of(1L), Set.of()).cells(List.of(ExperimentData.SCENES))) {
            MillraceConfig settings = CellRunner.settings(mixed, cell, 160);
            assertThat(settings.worker().groupSize() * settings.learner().batchGroups())
                    .as(cell.id())
                    .isEqualTo(mixed.worker().groupSize() * mixed.learner().batchGroups());
        }
    }

    @Test
    void shouldShipARunOfEachObjectiveBesideAControl() {
        Matrix matrix = Matrix.read("objectives");
        MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

        List<Cell> cells = matrix.with(null, List.of(1L), Set.of()).cells(List.of(ExperimentData.SCENES));

        assertThat(cells.stream()
                        .map(cell -> CellRunner.settings(base, cell, matrix.steps()))
                        .map(settings -> settings.learner().objective().loss()))
                .contains(LossKind.values());
        assertThat(cells)
                .filteredOn(cell -> cell.setting().equals("clipped_one"))
                .singleElement()
                .satisfies(cell -> {
                    MillraceConfig settings = CellRunner.settings(base, cell, matrix.steps());
                    assertThat(settings.learner().miniBatches())
                            .as("its own word is above the common one")
                            .isEqualTo(1);
                    assertThat(settings.reshaping().method()).isEqualTo("none");
                });
        assertThat(matrix.settings()).containsKey("shuffled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baselines",
                "credit",
                "editing",
                "long-credit",
                "lvrpo",
                "objectives",
                "prior",
                "referee",
                "small-qwen"
            })
    void shouldShipExperimentsWhoseSettingsAllAreKnown(String name) {
        Matrix matrix = Matrix.read(name).with(null, List.of(7L), Set.of());
        MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

        List<Cell> cells = matrix.cells(List.of(matrix.ownData()));

        assertThat(matrix.name()).isEqualTo(name);
        assertThat(cells).hasSize(matrix.settings().size()).allSatisfy(cell -> assertThat(
                        CellRunner.settings(base, cell, matrix.steps()).run().seed())
                .isEqualTo(7));
    }

    @Test
    void shouldHoldSupervisedTrainingAgainstRewardsWithAsManySamples() {
        for (String name : List.of("baselines", "prior")) {
            Matrix matrix = Matrix.read(name).with(null, List.of(1L), Set.of());
            MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

            List<Cell> cells = matrix.cells(List.of(matrix.ownData()));

            MillraceConfig rewarded = CellRunner.settings(base, cells.get(0), matrix.steps());
            assertThat(cells).filteredOn(Cell::supervised).isNotEmpty().allSatisfy(cell -> {
                MillraceConfig settings = CellRunner.settings(base, cell, matrix.steps());
                assertThat(SupervisedTraining.samplesPerStep(settings))
                        .as(cell.id())
                        .isEqualTo((long) rewarded.worker().groupSize()
                                * rewarded.learner().batchGroups());
                assertThat(PretrainSection.of(settings).steps()).isEqualTo(matrix.steps());
                assertThat(PretrainSection.of(settings).seed()).isEqualTo(cell.seed());
            });
        }
    }

    @Test
    void shouldShipExperimentsThatMakeTheirBase() {
        for (String name : List.of("long-credit", "prior")) {
            Matrix matrix = Matrix.read(name);

            MillraceConfig settings = MillraceConfig.loader(MillraceConfig.defaults())
                    .load(Optional.empty(), matrix.madeBases().getOrDefault(Cell.ONLY_BASE, List.of()));

            assertThat(matrix.madeBases()).containsOnlyKeys(Cell.ONLY_BASE);
            assertThat(PretrainSection.of(settings).fromRandom()).as(name).isFalse();
            assertThat(PretrainSection.of(settings).steps()).isLessThan(4000);
        }
        assertThat(Matrix.read("prior").ownData()).isEqualTo(ExperimentData.AGAINST_PRIOR);
    }

    @Test
    void shouldShipThreeSizes() {
        List<Long> parameters = new ArrayList<>();
        Matrix.read("sizes").madeBases().values().forEach(made -> {
            MillraceConfig settings =
                    MillraceConfig.loader(MillraceConfig.defaults()).load(Optional.empty(), made);
            PolicyConfig architecture =
                    PolicyConfig.base(256, PretrainSection.of(settings).width());
            parameters.add(ParameterLayout.of(architecture).stream()
                    .mapToLong(parameter -> parameter.shape().elements())
                    .sum());
        });

        assertThat(parameters.get(0)).isBetween(350_000L, 450_000L);
        assertThat(parameters.get(1)).isBetween(1_400_000L, 1_600_000L);
        assertThat(parameters.get(2)).isBetween(5_300_000L, 6_500_000L);
    }

    @Test
    void shouldOfferPapoBesideTokenCredit() {
        Matrix matrix = Matrix.read("long-credit").with(null, List.of(1L), Set.of("none", "papo"));
        List<Cell> cells = matrix.cells(List.of(ExperimentData.SCENES));

        MillraceConfig papo = CellRunner.settings(MillraceConfig.defaults(), cells.get(1), 96);

        assertThat(papo.learner().objective().perceptionWeight()).isEqualTo(0.02);
        assertThat(papo.reshaping().method()).isEqualTo("none");
        assertThat(papo.readsDependency())
                .as("its workers record the view with black patches")
                .isTrue();
        assertThat(CellRunner.settings(MillraceConfig.defaults(), cells.get(0), 96)
                        .readsDependency())
                .isFalse();
    }
}
