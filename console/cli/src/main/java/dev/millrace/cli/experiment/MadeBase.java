package dev.millrace.cli.experiment;

import dev.millrace.cli.pretrain.Artefact;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.cli.pretrain.PretrainedFamily;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The policy that the runs of an experiment begin with, where the experiment makes it itself: once, in its folder. What it was made of is
 * noted beside it when it is whole, so that an experiment that is stopped goes on with the same one.
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
     * @param made how it is made, each {@code pretrain.key=value}
     * @param folder of the experiment
     * @param report takes lines about how far it is
     * @return the settings that begin with it
     * @throws UsageException if another one is there
     * @throws InterruptedException if the calling thread is interrupted; nothing was written then
     */
    public static MillraceConfig in(Path folder, List<String> made, MillraceConfig settings, Consumer<String> report)
            throws IOException, InterruptedException {
        Path place = folder.resolve(FOLDER);
        Path note = place.resolve(MADE_OF);
        if (Files.exists(note)) {
            if (!Files.readAllLines(note).equals(made)) {
                throw new UsageException(place + " holds a base that was made with " + Files.readAllLines(note)
                        + ", but the experiment wants " + made + "; give another folder with --out");
            }
        } else {
            MillraceConfig own = MillraceConfig.loader(settings).load(Optional.empty(), made);
            Files.createDirectories(place);
            artefact().make(PretrainSection.of(own), own.policy().compute(), place, report);
            Files.write(note, made);
        }
        return beginningWith(place.resolve(ARTEFACT), settings);
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
