package dev.millrace.cli.experiment;

import dev.millrace.audit.ReportJson;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What an experiment has come to so far, for programs. Stateless. */
public final class ResultJson {

    private ResultJson() {}

    /**
     * @param finished whether every cell of the matrix has its result
     * @return an object with {@code experiment}, {@code folder}, {@code finished}, {@code settings} (a mean, the half width of its
     *     95 % interval and the number of seeds for each figure) and {@code cells}, which are as in {@code results.jsonl}
     */
    public static String of(Matrix matrix, Path folder, List<CellResult> results, boolean finished) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("experiment", matrix.name());
        root.put("folder", folder.toString());
        root.put("finished", finished);
        root.put(
                "settings",
                Summary.of(results, matrix.threshold()).stream()
                        .map(ResultJson::setting)
                        .toList());
        root.put("cells", results);
        return ReportJson.of(root);
    }

    private static Map<String, Object> setting(Summary summary) {
        Map<String, Object> setting = new LinkedHashMap<>();
        setting.put("data", summary.data());
        setting.put("setting", summary.setting());
        setting.put("after", figure(summary.after()));
        setting.put("gain", figure(summary.gain()));
        summary.difference().ifPresent(interval -> setting.put("difference", figure(interval)));
        summary.samples().ifPresent(interval -> setting.put("samples", figure(interval)));
        setting.put("reached", summary.reached());
        summary.drawings().ifPresent(drawn -> setting.put("drawn_after", figure(drawn.after())));
        return setting;
    }

    private static Map<String, Object> figure(Interval interval) {
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("mean", interval.mean());
        OptionalDouble half = interval.halfWidth();
        figure.put("half_width", half.isPresent() ? half.getAsDouble() : null);
        figure.put("count", interval.count());
        return figure;
    }
}
