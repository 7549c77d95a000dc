package dev.millrace.policy.dataset;

import java.util.Locale;
import java.util.Set;

/** Columns of data sets that many have. */
public enum DatasetPreset {
    /** The preset whose columns the first row has; {@code millrace} where none is surer. */
    AUTO("", "", "", "", "", "", ""),
    /** Millrace's own form: problem, images, answer, id, category, task; GenEval's rules for images. */
    MILLRACE("problem|prompt", "images", "answer", "id", "category|tag", "", "task"),
    /** Geometry3K: problem, images (a list of structs), answer or ground_truth. */
    GEOMETRY3K("problem", "images", "answer|ground_truth", "id", "category", "", ""),
    /** MMK12: question, image (a struct), answer, id, subject. */
    MMK12("question", "image", "answer", "id", "subject", "", ""),
    /** ViRL39K: question, image (paths into an archive), answer (boxed), qid, category, source. */
    VIRL39K("question|problem", "image|images", "answer", "qid", "category", "source", ""),
    /** Rows of verl: prompt (messages), images, reward_model.ground_truth, data_source, ability. */
    VERL("prompt", "images", "reward_model.ground_truth", "", "ability", "data_source", ""),
    /** Rows of EasyR1: problem, images, answer. */
    EASYR1("problem", "images", "answer", "id", "category", "data_source", ""),
    /** Rows of open-r1 for images: problem, image, solution (with a tag or a box around the answer). */
    OPEN_R1("problem", "image", "solution", "id", "category", "", ""),
    /** GenEval's prompts as they are published, over the classes of COCO: prompt, tag, include, exclude. */
    GENEVAL(Task.GENERATION, "prompt", "", "", "", "tag"),
    /** WISE: Prompt, Explanation (what an image should show), prompt_id, Category. */
    WISE(Task.GENERATION, "Prompt", "", "Explanation", "prompt_id", "Category|Subcategory"),
    /** GEdit-Bench: instruction, input_image, key, task_type, instruction_language. */
    GEDIT(Task.EDITING, "instruction", "input_image|input_image_raw|source_image", "", "", "task_type"),
    /** MathVerse: query_cot, image, answer, sample_index, problem_version. */
    MATHVERSE(
            Task.UNDERSTANDING,
            "query_cot|query_wo|query|question",
            "image",
            "answer",
            "sample_index|index",
            "problem_version"),
    /** MathVista: query, decoded_image, answer, pid, metadata.task. */
    MATHVISTA(Task.UNDERSTANDING, "query|question", "decoded_image|image", "answer", "pid|index", "metadata.task|task");

    private final DatasetColumns columns;
    private final Task task;

    DatasetPreset(
            String problem, String images, String answer, String id, String category, String source, String task) {
        this.columns = new DatasetColumns(problem, images, answer, id, category, source, task);
        this.task = Task.UNDERSTANDING;
    }

    DatasetPreset(Task task, String problem, String images, String answer, String id, String category) {
        this.columns = new DatasetColumns(problem, images, answer, id, category, "", "");
        this.task = task;
    }

    DatasetColumns columns() {
        return columns;
    }

    /** What its rows ask for where they do not say it. */
    Task task() {
        return task;
    }

    /** As settings write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The preset that columns look like. */
    static DatasetPreset like(Set<String> columns) {
        if (columns.contains("prompt") && columns.contains("reward_model")) {
            return VERL;
        }
        if (columns.contains("qid") && columns.contains("answer")) {
            return VIRL39K;
        }
        if (columns.contains("question") && columns.contains("image")) {
            return MMK12;
        }
        if (columns.contains("problem") && columns.contains("solution") && !columns.contains("answer")) {
            return OPEN_R1;
        }
        return columns.contains("ground_truth") && !columns.contains("answer") ? GEOMETRY3K : MILLRACE;
    }
}
