package dev.tarn.engine.spi;

import java.util.List;

/// What other modules plug into an engine.
public record Extensions(
        List<Procedure> procedures, List<QueryListener> listeners, List<SystemTable> tables) {

    public static final Extensions NONE = new Extensions(List.of(), List.of(), List.of());

    public Extensions {
        procedures = List.copyOf(procedures);
        listeners = List.copyOf(listeners);
        tables = List.copyOf(tables);
    }
}
