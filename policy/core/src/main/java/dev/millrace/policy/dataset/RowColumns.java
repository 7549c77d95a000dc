package dev.millrace.policy.dataset;

import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of one file, as settings and preset have them.
 *
 * @param preset that the file is read as
 * @param names of the columns; empty where there is none
 * @param fixed whether every row has the same columns
 */
record RowColumns(DatasetPreset preset, DatasetColumns names, boolean fixed) {

    /** Those of a file whose columns look so. */
    static RowColumns of(DataConfig config, Set<String> present, boolean fixed) {
        DatasetPreset preset = config.preset() == DatasetPreset.AUTO ? DatasetPreset.like(present) : config.preset();
        return new RowColumns(preset, config.columns().or(preset.columns()), fixed);
    }

    /** The columns that a row names. */
    static Set<String> in(Row row) {
        Set<String> names = new TreeSet<>();
        Iterator<String> fields = row.fields().fieldNames();
        fields.forEachRemaining(names::add);
        return names;
    }

    /**
     * Says what a file of fixed columns lacks; one whose rows have columns of their own is held to it row by row.
     *
     * @throws DatasetException naming the column, those there are and the setting
     */
    void require(Set<String> present, boolean answers, String file) {
        require(present, file, "problem", names.problem());
        boolean rules =
                preset == DatasetPreset.MILLRACE && (present.contains("include") || present.contains("exclude"));
        if (answers && !rules) {
            require(present, file, "answer", names.answer());
        }
    }

    private void require(Set<String> present, String file, String role, String column) {
        for (String name : column.split("\\|")) {
            if (present.contains(name) || present.contains(name.split("\\.")[0])) {
                return;
            }
        }
        throw new DatasetException(new DatasetProblem(
                file,
                DatasetProblem.WHOLE_FILE,
                RowFault.MISSING_COLUMN,
                "has no column " + column.replace("|", " or ") + " for the " + role + ", read as " + preset.label()
                        + "; it has " + String.join(", ", present) + ". Name it by data.columns." + role));
    }
}
