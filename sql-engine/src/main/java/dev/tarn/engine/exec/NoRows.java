package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

/// The end of pipelines that do work but make no rows.
final class NoRows implements Sink {
    @Override
    public Local open() {
        return new Local() {
            @Override
            public void accept(Batch batch) {
                throw new IllegalStateException("Rows where there are none");
            }
        };
    }

    @Override
    public void close() {}
}
