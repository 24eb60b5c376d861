import java.util.List;
import java.util.Map;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;

/** What the device says of itself to a form that asks. */
final class Device implements IPropertyManager {
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "deviceid", "collect:javarosa00000000",
                    "username", "test",
                    "phonenumber", "7580000",
                    "email", "test@example.org");

    @Override
    public String getSingularProperty(String name) {
        return PROPERTIES.getOrDefault(name, "");
    }

    @Override
    public List<String> getProperty(String name) {
        return List.of(getSingularProperty(name));
    }

    @Override
    public void setProperty(String name, String value) {}

    @Override
    public void setProperty(String name, List<String> value) {}

    @Override
    public void addRules(IPropertyRules rules) {}

    @Override
    public List<IPropertyRules> getRules() {
        return List.of();
    }
}
