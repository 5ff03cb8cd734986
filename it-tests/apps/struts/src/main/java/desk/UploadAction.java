package desk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.struts2.ActionSupport;
import org.apache.struts2.action.UploadedFilesAware;
import org.apache.struts2.dispatcher.multipart.UploadedFile;
import org.apache.struts2.interceptor.parameter.StrutsParameter;

public class UploadAction extends ActionSupport implements UploadedFilesAware {
  private static final long serialVersionUID = 1L;

  private transient List<UploadedFile> files;
  private String note;
  private String text;

  @Override
  public String execute() throws IOException {
    UploadedFile file = files.get(0);
    text =
        file.getOriginalName()
            + ": "
            + Files.readString(Path.of(file.getAbsolutePath()), StandardCharsets.UTF_8);
    return SUCCESS;
  }

  @Override
  public void withUploadedFiles(List<UploadedFile> given) {
    files = given;
  }

  public String getNote() {
    return note;
  }

  @StrutsParameter
  public void setNote(String note) {
    this.note = note;
  }

  public String getText() {
    return text;
  }
}
