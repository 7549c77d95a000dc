package dev.millrace.cli.experiment;

import dev.millrace.cli.pretrain.Artefact;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.cli.pretrain.PretrainedFamily;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.id.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The policies that the runs of an experiment begin with, where the experiment makes them itself: once, in its folder. What one was made
 * of is noted beside it when it is whole, so that an experiment that is stopped goes on with the same one; what is stopped while it is
 * made goes on from where it was last saved.
 */
public final class MadeBase {

    private static final String FOLDER = "made";
    private static final String MADE_OF = "made-of.txt";
    private static final String ARTEFACT = "base";

    private MadeBase() {}

    /**
     * Makes it, unless it is there.
     *
     * @param settings of the command
     * @param name of the policy where there are several, else {@link Cell#ONLY_BASE}
     * @param made how it is made, each {@code pretrain.key=value}
     * @param folder of the experiment
     * @param report takes lines about how far it is
     * @return the settings that begin with it
     * @throws UsageException if another one is there
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static MillraceConfig in(
            Path folder, String name, List<String> made, MillraceConfig settings, Consumer<String> report)
            throws IOException, InterruptedException {
        Path place = folder.resolve(FOLDER).resolve(name);
        Path note = place.resolve(MADE_OF);
        List<String> recipe = recipe(name, made, settings);
        if (Files.exists(note)) {
            if (!Files.readAllLines(note).equals(recipe)) {
                throw new UsageException(place + " holds a base that was made with " + Files.readAllLines(note)
                        + ", but the experiment wants " + recipe + "; give another folder with --out");
            }
        } else {
            Files.createDirectories(place);
            artefact().goOn(training(made, settings), settings.policy().compute(), place, report);
            Files.write(note, recipe);
        }
        return beginningWith(place.resolve(ARTEFACT), settings);
    }

    /** What it is made of. Of several, also a digest of all settings of their making, those that nobody named included. */
    private static List<String> recipe(String name, List<String> made, MillraceConfig settings) {
        List<String> recipe = new ArrayList<>(made);
        if (!name.equals(Cell.ONLY_BASE)) {
            String all = training(made, settings).toString();
            recipe.add(Sha256.of(ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8))));
        }
        return recipe;
    }

    private static PretrainConfig training(List<String> made, MillraceConfig settings) {
        return PretrainSection.of(MillraceConfig.loader(settings).load(Optional.empty(), made));
    }

    private static Artefact artefact() {
        return PretrainedFamily.MOT.artefacts().stream()
                .filter(artefact -> artefact.name().equals(ARTEFACT))
                .findFirst()
                .orElseThrow();
    }

    private static MillraceConfig beginningWith(Path policy, MillraceConfig settings) {
        return MillraceConfig.loader(settings).load(Optional.empty(), List.of("policy.checkpoint=" + policy));
    }
}
