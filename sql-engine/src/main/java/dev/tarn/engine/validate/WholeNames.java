package dev.tarn.engine.validate;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Columns that are called by the whole name of what stands in FROM, as the statement has it,
/// called by an alias instead: `lake.main.t.a` is `t.a`. For what stands in FROM by an alias that
/// the statement did not give it: views, and tables whose rows are changed. Names in FROM stay as
/// they are.
public final class WholeNames extends SqlShuttle {
    private final List<String> table;
    private final String alias;
    private final Set<SqlNode> inFrom = Collections.newSetFromMap(new IdentityHashMap<>());

    private WholeNames(List<String> table, String alias) {
        this.table = table;
        this.alias = alias;
    }

    /// `node` so changed, or null where it is; the same where `table` has one part only.
    public static @Nullable SqlNode replaced(
            @Nullable SqlNode node, List<String> table, String alias) {
        return node == null || table.size() == 1 ? node : node.accept(new WholeNames(table, alias));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call instanceof SqlSelect select) {
            keep(select.getFrom());
        }
        return super.visit(call);
    }

    private void keep(@Nullable SqlNode from) {
        switch (from) {
            case SqlIdentifier name -> inFrom.add(name);
            case SqlJoin join -> {
                keep(join.getLeft());
                keep(join.getRight());
            }
            case SqlSnapshot snapshot -> keep(snapshot.getTableRef());
            case SqlCall as when as.getKind() == SqlKind.AS -> keep(as.operand(0));
            case null, default -> {}
        }
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        int length = table.size();
        if (inFrom.contains(name) || name.names.size() <= length || !begins(name)) {
            return name;
        }
        List<String> names = new ArrayList<>(List.of(alias));
        names.addAll(name.names.subList(length, name.names.size()));
        return new SqlIdentifier(names, name.getParserPosition());
    }

    private boolean begins(SqlIdentifier name) {
        for (int i = 0; i < table.size(); i++) {
            if (!table.get(i).equalsIgnoreCase(name.names.get(i))) {
                return false;
            }
        }
        return true;
    }
}
