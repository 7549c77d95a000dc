package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.memory.Gigabytes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the folders that roles write to can be written, and have room. */
record DiskExamination(MillraceConfig settings) implements Examination {

    private static final long LEAST = 1L << 30;

    @Override
    public String subject() {
        return "disk";
    }

    @Override
    public List<Finding> examine() {
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put("streams.state_dir", settings.streams().stateDir());
        folders.put("learner.checkpoint.folder", settings.learner().checkpoint().folder());
        folders.put(
                "java.io.tmpdir, where native libraries are unpacked", Path.of(System.getProperty("java.io.tmpdir")));
        List<Finding> findings = new ArrayList<>();
        folders.forEach((name, folder) -> findings.add(look(name, folder)));
        return findings;
    }

    private static Finding look(String name, Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.fault(
                    there + " cannot be written (" + name + ")",
                    "chown or chmod it, or set " + name.split(",")[0] + " to a folder of this user");
        }
        try {
            FileStore disk = Files.getFileStore(there);
            long room = disk.getUsableSpace();
            return room < LEAST
                    ? Finding.warning(
                            there + " has " + Gigabytes.of(room) + " left (" + name + ")",
                            "make room there: df -h " + there)
                    : Finding.fine(there + " has " + Gigabytes.of(room) + " left (" + name + ")");
        } catch (IOException e) {
            return Finding.unknown(there + " does not say how much room it has (" + name + ")", "df -h " + there);
        }
    }
}
