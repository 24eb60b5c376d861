import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;

/**
 * Fills a form many times with JavaRosa and tells each time what was done and what came of it.
 *
 * <p>{@code java -cp ODK_Validate.jar:classes TellForms FORM.xml SEED COUNT FILES STORIES} writes
 * one line of JSON for each fill to STORIES; the form's media and the attachments are in FILES.
 */
public final class TellForms {
    private TellForms() {}

    public static void main(String[] words) throws Exception {
        Path files = Path.of(words[3]);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Device());
        MediaFolder.register(files);
        Blank blank = new Blank(Files.readAllBytes(Path.of(words[0])));
        long seed = Long.parseLong(words[1]);
        int count = Integer.parseInt(words[2]);
        try (PrintWriter stories = new PrintWriter(words[4], StandardCharsets.UTF_8)) {
            for (int number = 0; number < count; number++) {
                stories.println(tell(blank, new Random(seed * 1_000_003L + number), files));
            }
        }
    }

    private static String tell(Blank blank, Random random, Path files) throws Exception {
        Story story = new Story(random);
        FormDef form = blank.fresh();
        new Rambler(form, random, new Candidates(blank, random, files), story).toTheEnd();
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
        String instanceId =
                form.getMainInstance()
                        .getRoot()
                        .getFirstChild("meta")
                        .getFirstChild("instanceID")
                        .getValue()
                        .getDisplayText();
        return story.asJson(instanceId, new String(xml, StandardCharsets.UTF_8));
    }
}
