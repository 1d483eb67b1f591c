package dev.tarn.maintenance.orphan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.reach.TableTarget;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// `restore_orphan_files`: takes files out of the quarantine of `remove_orphan_files`, all of them
/// or those that are named. They are never taken for orphans again.
///
/// @param clock what journals are dated by
public record RestoreOrphanFilesProcedure(InstantSource clock) implements TableProcedure {
    @Override
    public String name() {
        return "restore_orphan_files";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                new Argument("table", DataType.STRING, true, null),
                new Argument("files", new DataType.ListOf(DataType.STRING), false, null));
    }

    @Override
    public List<Field> output() {
        return List.of(new Field("restored_files_count", DataType.BIGINT));
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        List<String> locations =
                arguments.get("files") instanceof List<?> files
                        ? files.stream().map(Object::toString).toList()
                        : null;
        return List.of(List.of(Quarantine.restore(TableTarget.of(table, clock), locations)));
    }
}
