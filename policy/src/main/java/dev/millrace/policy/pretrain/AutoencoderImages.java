package dev.millrace.policy.pretrain;

import dev.millrace.policy.autoencoder.AutoencoderTrainer;
import dev.millrace.policy.model.Pixels;
import dev.millrace.policy.scene.SceneGenerator;
import dev.millrace.policy.scene.SceneStyle;
import java.util.List;
import java.util.stream.LongStream;

/** Drawn scenes for the autoencoder; three of four are clean, one is in the shifted style. Each is used once. */
public final class AutoencoderImages implements AutoencoderTrainer.ImageBatches {

    private static final int TURNS = 4;

    private final SceneGenerator clean;
    private final SceneGenerator shifted;

    public AutoencoderImages(long seed) {
        this.clean = new SceneGenerator(seed, SceneStyle.CLEAN);
        this.shifted = new SceneGenerator(seed, SceneStyle.SHIFTED);
    }

    @Override
    public List<Pixels> batch(long step, int size) {
        return LongStream.range(step * size, (step + 1) * size)
                .mapToObj(index -> (index % TURNS == TURNS - 1 ? shifted : clean)
                        .example(index)
                        .image()
                        .toPixels())
                .toList();
    }
}
