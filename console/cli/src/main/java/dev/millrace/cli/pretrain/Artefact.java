package dev.millrace.cli.pretrain;

import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.scenes.pretrain.PretrainConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Something that is made from scratch and ships with Millrace. Has no state. */
public interface Artefact {

    /** Its name on the command line. */
    String name();

    /**
     * Makes it.
     *
     * @param compute what it is computed with
     * @param folder takes its files, in a folder of their kind
     * @param report takes lines about how far it is, and at last what it is worth
     * @throws InterruptedException if the calling thread is interrupted; nothing was written then
     */
    void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException;

    /**
     * The same in a folder where it may have been begun: what takes long is saved on the way and goes on from there, if it is made the
     * same way.
     */
    default void goOn(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        make(config, compute, folder, report);
    }
}
