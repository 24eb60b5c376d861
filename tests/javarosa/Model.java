import java.text.SimpleDateFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DateTimeData;
import org.javarosa.core.model.data.GeoPointData;
import org.javarosa.core.model.data.GeoShapeData;
import org.javarosa.core.model.data.GeoTraceData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;

/** Lists every answer that JavaRosa's model holds, without going through its XML. */
final class Model {
    private final List<String> answers = new ArrayList<>();

    Model(FormDef form) {
        collect(form.getMainInstance().getRoot(), "", List.of());
    }

    String asJson() {
        return "[\n" + String.join(",\n", answers) + "\n]\n";
    }

    private void collect(TreeElement parent, String path, List<Integer> position) {
        for (int number = 0; number < parent.getNumChildren(); number++) {
            TreeElement child = parent.getChildAt(number);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE || !child.isRelevant()) {
                continue;
            }
            String here = path.isEmpty() ? child.getName() : path + "/" + child.getName();
            List<Integer> turns = new ArrayList<>(position);
            if (child.isRepeatable()) {
                turns.add(child.getMult() + 1);
            }
            if (child.getValue() != null) {
                answers.add(line(here, turns, child.getValue()));
            }
            collect(child, here, turns);
        }
    }

    private static String line(String path, List<Integer> position, IAnswerData value) {
        return String.format(
                "{\"path\": %s, \"position\": %s, \"type\": %s, \"value\": %s}",
                quoted(path),
                position,
                quoted(value.getClass().getSimpleName().replace("Data", "")),
                quoted(text(value)));
    }

    private static String text(IAnswerData answer) {
        if (answer instanceof SelectOneData) {
            return ((Selection) answer.getValue()).getValue();
        }
        if (answer instanceof MultipleItemsData) {
            List<?> chosen = (List<?>) answer.getValue();
            return chosen.stream()
                    .map(each -> ((Selection) each).getValue())
                    .collect(Collectors.joining(" "));
        }
        if (answer instanceof GeoPointData point) {
            return numbers((double[]) point.getValue());
        }
        if (answer instanceof GeoTraceData trace) {
            return points(trace.points);
        }
        if (answer instanceof GeoShapeData shape) {
            return points(shape.points);
        }
        return answer.getValue() instanceof Date date ? date(answer, date) : answer.getValue().toString();
    }

    private static String date(IAnswerData answer, Date date) {
        if (answer instanceof DateData) {
            return new SimpleDateFormat("yyyy-MM-dd").format(date);
        }
        if (answer instanceof TimeData) {
            return new SimpleDateFormat("HH:mm:ss.SSS").format(date);
        }
        return answer instanceof DateTimeData
                ? Instant.ofEpochMilli(date.getTime()).toString()
                : date.toString();
    }

    private static String points(List<GeoPointData> points) {
        return points.stream()
                .map(each -> numbers((double[]) each.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String numbers(double[] parts) {
        List<String> texts = new ArrayList<>();
        for (double part : parts) {
            texts.add(Double.toString(part));
        }
        return String.join(" ", texts);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars()
                .forEach(
                        each -> {
                            if (each == '"' || each == '\\') {
                                json.append('\\').append((char) each);
                            } else if (each < ' ') {
                                json.append(String.format("\\u%04x", each));
                            } else {
                                json.append((char) each);
                            }
                        });
        return json.append('"').toString();
    }
}
