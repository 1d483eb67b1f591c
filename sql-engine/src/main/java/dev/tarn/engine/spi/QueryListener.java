package dev.tarn.engine.spi;

import dev.tarn.engine.Query;

/// Told once about every query that ends, after its memory was given back. Must return quickly;
/// what it throws is logged and forgotten.
public interface QueryListener {
    void queryEnded(Query query);
}
