package dev.chatagent.jdbc;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Java sources as the compiler understands them, asked for each text that reaches a database as SQL. Methods that hand a
 * parameter on as SQL are taken for such places themselves, so that wrappers hide nothing.
 */
final class SqlSources {
    /** Types, and their methods whose first argument is SQL. */
    private static final Map<String, Set<String>> SQL_FIRST = Map.of(
            "java.sql.Connection", Set.of("prepareStatement", "prepareCall", "nativeSQL"),
            "java.sql.Statement", Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "addBatch"),
            "org.jdbi.v3.core.Handle",
                    Set.of(
                            "select",
                            "execute",
                            "prepareBatch",
                            "createCall",
                            "createQuery",
                            "createUpdate",
                            "createScript"),
            "org.jdbi.v3.core.statement.Batch", Set.of("add"),
            "com.zaxxer.hikari.HikariConfig", Set.of("setConnectionInitSql", "setConnectionTestQuery"),
            "org.flywaydb.core.api.configuration.FluentConfiguration", Set.of("initSql"));

    /** A place where SQL is handed over. */
    private record Call(TreePath path, ExecutableElement method, List<? extends ExpressionTree> arguments) {}

    private final Trees trees;
    private final List<Call> calls = new ArrayList<>();
    private final List<TreePath> references = new ArrayList<>();
    private final Map<Element, List<TreePath>> assigned = new HashMap<>();
    /** Methods of the sources that take SQL, as such parameters. */
    private final Set<VariableElement> handedOn = new HashSet<>();

    private final Set<TreePath> places = new HashSet<>();
    private final List<String> faults = new ArrayList<>();

    private SqlSources(Trees trees) {
        this.trees = trees;
    }

    /** What was found: how many texts, and those that are not constant, each as {@code Class.method: expression}. */
    record Findings(int places, List<String> faults) {}

    static Findings check(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        problem -> {},
                        List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                        null,
                        sources);
        Iterable<? extends CompilationUnitTree> units = task.parse();
        task.analyze();
        SqlSources found = new SqlSources(Trees.instance(task));
        units.forEach(unit -> found.new Collector().scan(unit, true));
        return found.judge();
    }

    private final class Collector extends TreePathScanner<@Nullable Void, Boolean> {
        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Boolean unused) {
            add(call.getArguments());
            return super.visitMethodInvocation(call, unused);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree call, Boolean unused) {
            add(call.getArguments());
            return super.visitNewClass(call, unused);
        }

        private void add(List<? extends ExpressionTree> arguments) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
                calls.add(new Call(getCurrentPath(), method, arguments));
            } else {
                throw new IllegalStateException(
                        "The compiler does not know " + getCurrentPath().getLeaf());
            }
        }

        @Override
        public @Nullable Void visitMemberReference(MemberReferenceTree reference, Boolean unused) {
            references.add(getCurrentPath());
            return super.visitMemberReference(reference, unused);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree assignment, Boolean unused) {
            assign(assignment.getVariable(), assignment.getExpression());
            return super.visitAssignment(assignment, unused);
        }

        @Override
        public @Nullable Void visitCompoundAssignment(CompoundAssignmentTree assignment, Boolean unused) {
            assign(assignment.getVariable(), assignment.getExpression());
            return super.visitCompoundAssignment(assignment, unused);
        }

        private void assign(ExpressionTree variable, ExpressionTree value) {
            Element element = trees.getElement(new TreePath(getCurrentPath(), variable));
            assigned.computeIfAbsent(element, e -> new ArrayList<>()).add(new TreePath(getCurrentPath(), value));
        }
    }

    private Findings judge() {
        int before;
        do { // a parameter that is handed on makes its method one to look at
            before = handedOn.size();
            places.clear();
            faults.clear();
            calls.forEach(this::judge);
        } while (handedOn.size() > before);
        references.stream()
                .filter(path -> trees.getElement(path) instanceof ExecutableElement method
                        && (takesSqlFirst(method)
                                || method.getParameters().stream().anyMatch(handedOn::contains)))
                .forEach(path -> faults.add(place(path) + ": " + path.getLeaf()));
        return new Findings(places.size(), List.copyOf(faults));
    }

    private void judge(Call call) {
        List<? extends VariableElement> parameters = call.method.getParameters();
        for (int i = 0; i < Math.min(parameters.size(), call.arguments.size()); i++) {
            boolean sql = (i == 0 && takesSqlFirst(call.method)) || handedOn.contains(parameters.get(i));
            if (sql) {
                TreePath argument = new TreePath(call.path, call.arguments.get(i));
                places.add(argument);
                if (!new SqlText(trees, assigned, handedOn).isFixed(argument)) {
                    faults.add(place(argument) + ": " + argument.getLeaf());
                }
            }
        }
    }

    private static boolean takesSqlFirst(ExecutableElement method) {
        return method.getEnclosingElement() instanceof TypeElement type
                && SQL_FIRST
                        .getOrDefault(type.getQualifiedName().toString(), Set.of())
                        .contains(method.getSimpleName().toString())
                && !method.getParameters().isEmpty();
    }

    /** Class and method around it; fields are named by their class alone. */
    private String place(TreePath path) {
        String method = "";
        for (TreePath at = path; at != null; at = at.getParentPath()) {
            if (at.getLeaf() instanceof MethodTree tree && method.isEmpty()) {
                method = "." + tree.getName();
            } else if (at.getLeaf() instanceof ClassTree tree
                    && !tree.getSimpleName().isEmpty()) {
                return tree.getSimpleName() + method;
            }
        }
        return "?" + method;
    }
}
