package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.Session;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/// The call of a procedure for a table, with what the engine does for it.
final class TableCall implements ProcedureTable {
    private final Catalogs.TableName place;
    private final Table table;
    private final CommandContext context;

    private TableCall(Catalogs.TableName place, Table table, CommandContext context) {
        this.place = place;
        this.table = table;
        this.context = context;
    }

    static Batch run(TableProcedure procedure, Command.Call call, CommandContext context) {
        Session session = context.session();
        Catalogs.TableName place = CalledTable.place(call.catalog(), session, call.arguments());
        TableCall of = new TableCall(place, CalledTable.load(place, session), context);
        return RowBatches.batch(
                procedure.output(call.arguments()), procedure.rows(of, call.arguments()));
    }

    @Override
    public String name() {
        return place.toString();
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public Session session() {
        return context.session();
    }

    @Override
    public FileOwnership.@Nullable Others others() {
        FileOwnership files = place.catalog().files();
        return files == null ? null : files.than(place.identifier());
    }
}
