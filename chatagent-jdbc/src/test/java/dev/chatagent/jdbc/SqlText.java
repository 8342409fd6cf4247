package dev.chatagent.jdbc;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;

/**
 * Whether an expression is the same text in every run: made of literals and of names that stand for such. What it does not
 * understand is not.
 */
final class SqlText {
    private static final Set<Modifier> OPEN = Set.of(Modifier.PUBLIC, Modifier.PROTECTED, Modifier.ABSTRACT);

    private final Trees trees;
    private final Map<Element, List<TreePath>> assigned;
    private final Set<VariableElement> handedOn;

    /**
     * @param assigned values that are given to variables apart from their declaration
     * @param handedOn gets parameters whose callers decide
     */
    SqlText(Trees trees, Map<Element, List<TreePath>> assigned, Set<VariableElement> handedOn) {
        this.trees = trees;
        this.assigned = assigned;
        this.handedOn = handedOn;
    }

    boolean isFixed(TreePath path) {
        Tree tree = path.getLeaf();
        if (tree instanceof LiteralTree) {
            return true;
        }
        if (tree instanceof ParenthesizedTree inner) {
            return isFixed(new TreePath(path, inner.getExpression()));
        }
        if (tree instanceof BinaryTree sum) {
            return isFixed(new TreePath(path, sum.getLeftOperand()))
                    && isFixed(new TreePath(path, sum.getRightOperand()));
        }
        if (tree instanceof ConditionalExpressionTree choice) {
            return isFixed(new TreePath(path, choice.getTrueExpression()))
                    && isFixed(new TreePath(path, choice.getFalseExpression()));
        }
        boolean named = tree instanceof IdentifierTree || tree instanceof MemberSelectTree;
        return named && trees.getElement(path) instanceof VariableElement variable && isFixed(variable);
    }

    private boolean isFixed(VariableElement variable) {
        if (variable.getConstantValue() != null) {
            return true;
        }
        List<TreePath> values = assigned.getOrDefault(variable, List.of());
        if (variable.getKind() == ElementKind.PARAMETER) {
            return values.isEmpty() && isOfMethod(variable);
        }
        if (variable.getKind() == ElementKind.FIELD && !variable.getModifiers().contains(Modifier.FINAL)) {
            return false;
        }
        TreePath declared = trees.getPath(variable);
        return declared != null
                && declared.getLeaf() instanceof VariableTree tree
                && (tree.getInitializer() == null
                        ? !values.isEmpty()
                        : isFixed(new TreePath(declared, tree.getInitializer())))
                && values.stream().allMatch(this::isFixed);
    }

    /** Then it is the callers' business, who are looked at next: a text, and a method that none calls but these sources. */
    private boolean isOfMethod(VariableElement parameter) {
        boolean ofMethod = parameter.getEnclosingElement() instanceof ExecutableElement method
                && method.getParameters().contains(parameter)
                && parameter.asType().toString().equals("java.lang.String")
                && method.getModifiers().stream().noneMatch(OPEN::contains);
        if (ofMethod) {
            handedOn.add(parameter);
        }
        return ofMethod;
    }
}
