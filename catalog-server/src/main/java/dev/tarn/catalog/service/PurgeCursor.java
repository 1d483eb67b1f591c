package dev.tarn.catalog.service;

import java.util.List;

/// How far a purge came: what it is deleting, and how many of those it has done. Leaves go before
/// what names them, so that a purge that is interrupted can always find the rest.
///
/// @param index manifests done in [Step#CONTENT], files done in other steps
/// @param position files done of the next manifest
/// @param manifest the manifest that `index` points to, to notice when the order has changed
record PurgeCursor(Step step, int index, int position, String manifest) {

    private static final String FIELD = "\u001f";

    static final PurgeCursor START = new PurgeCursor(Step.CONTENT, 0, 0, "");

    /// In this order.
    enum Step {
        /// Data files, delete files and deletion vectors.
        CONTENT,
        MANIFESTS,
        LISTS,
        STATISTICS,
        /// All metadata files but the one that everything was found by.
        LOG,
        ROOT;

        Step next() {
            return values()[Math.min(ordinal() + 1, values().length - 1)];
        }
    }

    PurgeCursor nextStep() {
        return new PurgeCursor(step.next(), 0, 0, "");
    }

    PurgeCursor at(int newIndex) {
        return new PurgeCursor(step, newIndex, 0, "");
    }

    String encode() {
        return String.join(
                FIELD,
                List.of(step.name(), String.valueOf(index), String.valueOf(position), manifest));
    }

    static PurgeCursor decode(String text) {
        if (text.isEmpty()) {
            return START;
        }
        String[] fields = text.split(FIELD, 4);
        return new PurgeCursor(
                Step.valueOf(fields[0]),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                fields[3]);
    }
}
