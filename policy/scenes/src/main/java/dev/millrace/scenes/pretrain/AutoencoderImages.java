package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.autoencoder.AutoencoderTrainer;
import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.SceneGenerator;
import dev.millrace.scenes.world.SceneStyle;
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
