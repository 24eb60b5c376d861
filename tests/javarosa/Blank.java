import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.Constraint;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.core.util.externalizable.ExtUtil;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.XPathConditional;

/** A form that was read once and is taken afresh for each fill, as Collect keeps its forms. */
final class Blank {
    private static final Pattern REGEX =
            Pattern.compile(
                    "regex\\(.*?,\\s*('([^']*)'|\"([^\"]*)\")\\s*\\)(?=\\s*(?:and\\b|or\\b|\\)|$))");

    private final byte[] kept;
    private final Map<String, List<String>> patterns = new HashMap<>();

    Blank(byte[] xform) throws Exception {
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xform));
        collect(form.getMainInstance().getRoot());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        form.writeExternal(new DataOutputStream(bytes));
        kept = bytes.toByteArray();
    }

    FormDef fresh() throws Exception {
        FormDef form = new FormDef();
        form.readExternal(
                new DataInputStream(new ByteArrayInputStream(kept)), ExtUtil.defaultPrototypes());
        form.initialize(true, new InstanceInitializationFactory());
        return form;
    }

    /** Return the regular expressions in the constraint of a question. */
    List<String> patterns(TreeReference question) {
        return patterns.getOrDefault(question.genericize().toString(false), List.of());
    }

    private void collect(TreeElement node) {
        Constraint constraint = node.getConstraint();
        if (constraint != null && constraint.constraint instanceof XPathConditional condition) {
            List<String> found = new ArrayList<>();
            Matcher each = REGEX.matcher(condition.xpath);
            while (each.find()) {
                found.add(each.group(2) != null ? each.group(2) : each.group(3));
            }
            patterns.put(node.getRef().genericize().toString(false), found);
        }
        for (int number = 0; number < node.getNumChildren(); number++) {
            collect(node.getChildAt(number));
        }
    }
}
