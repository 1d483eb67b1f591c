package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;

/// The files that the rows of one driver go to. Owned by that driver.
interface RowFiles extends AutoCloseable {

    /// Writes the selected rows of `batch`, which has one at least.
    void write(Batch batch);

    /// Called once, when the driver has no more rows.
    void complete();

    /// Deletes what was written where [#complete] was not reached.
    @Override
    void close();
}
