package dev.millrace.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a data set is read, for commands that read one; each stands for a setting of the section {@code data}. */
final class DataOptions {

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            order = 80,
            description =
                    "Whose columns a data set has, data.preset: auto, millrace, geometry3k, mmk12, virl39k, verl,"
                            + " easyr1, open_r1, and those of benchmarks: geneval, wise, gedit, mathverse, mathvista. Default: auto")
    private @Nullable String preset;

    @Option(
            names = "--column",
            paramLabel = "ROLE=NAME",
            order = 81,
            description =
                    "A column by its role, data.columns.ROLE: problem, images, answer, id, category, source, task."
                            + " May be repeated.")
    private Map<String, String> columns = new TreeMap<>();

    @Option(
            names = "--image-root",
            paramLabel = "DIR",
            order = 82,
            description =
                    "Folder that paths of images start from, data.image_root. Default: that of the data set's file")
    private @Nullable String imageRoot;

    @Option(
            names = "--image-archive",
            paramLabel = "ZIP",
            order = 83,
            description = "Zip file that holds the images, data.image_archive.")
    private @Nullable String imageArchive;

    @Option(
            names = "--links-root",
            paramLabel = "DIR",
            order = 84,
            description = "Folder into which links among the images may lead, data.links_root.")
    private @Nullable String linksRoot;

    /** The settings that these options stand for. */
    List<String> shortcuts() {
        List<String> shortcuts = new ArrayList<>();
        add(shortcuts, "data.preset", preset);
        columns.forEach((role, name) -> shortcuts.add("data.columns." + role + "=" + name));
        add(shortcuts, "data.image_root", imageRoot);
        add(shortcuts, "data.image_archive", imageArchive);
        add(shortcuts, "data.links_root", linksRoot);
        return shortcuts;
    }

    private static void add(List<String> shortcuts, String key, @Nullable String value) {
        if (value != null) {
            shortcuts.add(key + "=" + value);
        }
    }
}
