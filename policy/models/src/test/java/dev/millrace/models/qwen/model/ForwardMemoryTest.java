package dev.millrace.models.qwen.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.QwenFamily;
import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.ImageDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pass without gradients holds at its end: of a deeper model no more than its caches. */
class ForwardMemoryTest {

    private static final int FEW = 2;
    private static final int MANY = 7;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        var unused = PolicyEngine.start(new EngineSettings(1, 1));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldTheCachesOnlyOfEachLayerMore(QwenGeneration generation) throws Exception {
        int few = heldByLanguageModel(generation, FEW);

        int many = heldByLanguageModel(generation, MANY);

        assertThat(many - few).isEqualTo(2 * (MANY - FEW));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldNothingOfEachBlockOfTheTowerMore(QwenGeneration generation) throws Exception {
        int few = heldByTower(generation, FEW);

        int many = heldByTower(generation, MANY);

        assertThat(many).isEqualTo(few);
    }

    private int heldByLanguageModel(QwenGeneration generation, int layers) throws Exception {
        return held(generation, layers, FEW, (forward, scope, row) -> {
            List<NDArray> caches = new ArrayList<>();
            var unused = forward.hidden(scope.manager(), row, caches);
        });
    }

    private int heldByTower(QwenGeneration generation, int blocks) throws Exception {
        return held(generation, FEW, blocks, (forward, scope, row) -> {
            var unused = forward.seen(scope.manager(), row);
        });
    }

    private interface Pass {
        void run(ForwardPass forward, NoGradScope scope, TokenRow row);
    }

    /** Arrays that belong to the manager of a pass when it is over. */
    private int held(QwenGeneration generation, int layers, int blocks, Pass pass) throws Exception {
        ModelSource checkpoint = TinyQwen.deep(Files.createTempDirectory(folder, "model"), generation, layers, blocks);
        QwenModel model = QwenModel.read(checkpoint);
        QwenImages images = new QwenImages(ImageDecoder.PNG, model.config().vision(), model.processing());
        QwenPrompts prompts = new QwenPrompts(images, model.config().vision().mergeSize());
        try (PromptFormat format = new QwenFamily().format(checkpoint);
                ParameterArrays arrays =
                        QwenFiles.of(checkpoint, model.config()).load();
                QwenNetwork network = new QwenNetwork(model.config(), arrays, Adapter.NONE);
                NoGradScope scope = NoGradScope.open()) {
            TokenRow row = prompts.prompt(format.encode("<image>what?", List.of(TinyQwen.image(60, 40, 1)))
                    .orThrow());
            pass.run(new ForwardPass(network), scope, row);
            return scope.manager().getManagedArrays().size();
        }
    }
}
