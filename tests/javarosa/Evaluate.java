import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.model.xform.XPathReference;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * Evaluates expressions in a form that was just begun; what JavaRosa refuses gives null.
 *
 * <p>{@code java -cp ODK_Validate.jar:classes Evaluate FORM.xml PATH EXPRESSIONS RESULTS}; the
 * expressions are seen from the node at PATH, both files are lists in JSON.
 */
public final class Evaluate {
    private Evaluate() {}

    public static void main(String[] words) throws Exception {
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Device());
        MediaFolder.register(Path.of(words[0]).toAbsolutePath().getParent());
        FormDef form = new Blank(Files.readAllBytes(Path.of(words[0]))).fresh();
        TreeReference place = (TreeReference) new XPathReference(words[1]).getReference();
        EvaluationContext base = form.getEvaluationContext();
        EvaluationContext context =
                new EvaluationContext(base, base.expandReference(place).get(0));
        ObjectMapper json = new ObjectMapper();
        List<String> results = new ArrayList<>();
        for (Object each : json.readValue(Files.readString(Path.of(words[2])), List.class)) {
            results.add(evaluate(form, context, (String) each));
        }
        Files.write(Path.of(words[3]), json.writeValueAsString(results).getBytes(StandardCharsets.UTF_8));
    }

    private static String evaluate(FormDef form, EvaluationContext context, String expression) {
        try {
            Object value = XPathParseTool.parseXPath(expression).eval(form.getMainInstance(), context);
            return XPathFuncExpr.toString(value);
        } catch (Exception refused) {
            return null;
        }
    }
}
