package dev.millrace.models.mot.model;

/** How tokens stand that go through attention together: P prompts × G sequences × T tokens. */
record Layout(int prompts, int group, int length) {

    /** So many sequences or tokens that know nothing of each other. */
    static Layout apart(int count) {
        return new Layout(count, 1, 1);
    }

    int rows() {
        return prompts * group;
    }
}
