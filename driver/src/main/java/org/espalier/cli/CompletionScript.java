package org.espalier.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.espalier.query.ResultViews;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A completion script for bash, which zsh reads through bashcompinit. Everything that it offers
 * stands in it, so that no key waits for a JVM: commands, their options and the options' values,
 * settings and their values, names of files wherever a file is meant.
 */
final class CompletionScript {
  /** Commands whose words after the sweep file are {@code key=value}. */
  private static final Set<String> ON_SWEEPS = Set.of("plan", "run", "submit", "status", "trial");

  /**
   * The word at the cursor is taken from the line itself, for bash breaks words at {@code =} and
   * {@code :}, of which only the last part is replaced; zsh does not.
   */
  private static final String FUNCTION =
      """
      _espalier() {
        local line="${COMP_LINE:0:$COMP_POINT}" cur="" previous="" command="" word first="" count=0
        local -a words
        _espalier_split "$line"
        words=("${_espalier_words[@]}")
        case "$line" in
          *[[:space:]]) ;;
          *) cur="${words[${#words[@]}-1]}"; words=("${words[@]:0:${#words[@]}-1}") ;;
        esac
        for word in "${words[@]:1}"; do
          case "$word" in
            -*) ;;
            *)
              if [ -z "$command" ]; then
                command="$word"
              elif ! _espalier_wants_value "$command" "$previous"; then
                count=$((count + 1))
                [ "$count" -eq 1 ] && first="$word"
              fi ;;
          esac
          previous="$word"
        done
        COMPREPLY=()
        if [ -z "$command" ]; then
          _espalier_offer "$cur" "$_espalier_commands --help --version"
        elif [ "${cur#-}" != "$cur" ]; then
          _espalier_options "$command"
          _espalier_offer "$cur" "$REPLY"
        elif _espalier_wants_value "$command" "$previous"; then
          _espalier_option_values "$command" "$previous"
          if [ -n "$REPLY" ]; then _espalier_offer "$cur" "$REPLY"; else _espalier_files "$cur"; fi
        elif [ "$command" = config ]; then
          _espalier_offer "$cur" "$_espalier_settings"
        elif [ "$command" = completion ]; then
          _espalier_offer "$cur" "bash zsh"
        elif [ "$command" = export ] && [ "$count" -eq 1 ]; then
          _espalier_offer "$cur" "$_espalier_views"
        elif [ "$count" -gt 0 ] && _espalier_is_on_sweeps "$command"; then
          case "$cur" in
            *=*) _espalier_values "${cur%%=*}"; _espalier_list "$cur" "$REPLY" ;;
            *) _espalier_keys "$cur" ;;
          esac
        else
          _espalier_files "$cur"
        fi
      }

      # the words of a text, none of which is taken for a pattern
      _espalier_split() {
        _espalier_words=()
        if [ -n "${ZSH_VERSION-}" ]; then
          read -r -A _espalier_words <<< "${1%"${1##*[![:space:]]}"}" # or the last would be empty
        else
          read -r -a _espalier_words <<< "$1"
        fi
      }

      # the words that begin as the one at the cursor; bash replaces what stands behind = and :,
      # zsh goes on behind a word only where it ends with a blank
      _espalier_offer() {
        local cur="$1" word head="" end=""
        if [ -n "${ZSH_VERSION-}" ]; then end="${3- }"; fi
        if [ -z "${ZSH_VERSION-}" ]; then
          case "$COMP_WORDBREAKS" in *=*) case "$cur" in *=*) head="${cur%"${cur##*=}"}" ;; esac ;; esac
        fi
        _espalier_split "$2"
        for word in "${_espalier_words[@]}"; do
          case "$word" in "$cur"*) COMPREPLY+=("${word#"$head"}$end") ;; esac
        done
      }

      # values of a setting, of which there may be several with commas between
      _espalier_list() {
        local cur="$1" value="${1#*=}" word text=""
        local before="${cur%%=*}=${value%"${value##*,}"}"
        _espalier_split "$2"
        for word in "${_espalier_words[@]}"; do text="$text $before$word"; done
        _espalier_offer "$cur" "$text" ""
        _espalier_no_space
      }

      _espalier_keys() {
        local word text=""
        _espalier_split "$_espalier_settings"
        for word in "${_espalier_words[@]}"; do text="$text $word="; done
        _espalier_offer "$1" "$text" ""
        _espalier_no_space
      }

      _espalier_no_space() {
        if [ -z "${ZSH_VERSION-}" ]; then compopt -o nospace 2>/dev/null; fi
      }

      _espalier_files() {
        local file
        if [ -n "${ZSH_VERSION-}" ]; then
          for file in "$1"*; do
            if [ -d "$file" ]; then
              COMPREPLY+=("$file/")
            elif [ -e "$file" ]; then
              COMPREPLY+=("$file ")
            fi
          done
          return
        fi
        while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
        compopt -o filenames 2>/dev/null
      }

      if [ -n "${ZSH_VERSION-}" ]; then
        complete -o nospace -o default -F _espalier espalier
      else
        complete -o bashdefault -F _espalier espalier
      fi
      """;

  private final CommandLine program;
  private final StringBuilder script = new StringBuilder();

  private CompletionScript(CommandLine program) {
    this.program = program;
  }

  /** The script for a program with all its commands. */
  static String of(CommandLine program) {
    return new CompletionScript(program).text();
  }

  private String text() {
    line("# completion of espalier for bash; zsh reads it after bashcompinit");
    variable("commands", program.getSubcommands().keySet());
    variable("settings", SettingChoices.names());
    variable("views", ResultViews.meanings().stream().map(view -> view.get(0)).toList());
    line("");
    line("_espalier_is_on_sweeps() {");
    line(
        "  case \"$1\" in "
            + alternatives(ON_SWEEPS.stream().sorted().toList())
            + ") ;;"
            + " *) return 1 ;; esac");
    line("}");
    options();
    optionValues();
    settingValues();
    line("");
    script.append(FUNCTION);
    return script.toString();
  }

  private void options() {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, String> withValue = new LinkedHashMap<>();
    program
        .getSubcommands()
        .forEach(
            (name, command) -> {
              List<OptionSpec> options = command.getCommandSpec().options();
              names.put(name, all(options));
              withValue.put(
                  name,
                  alternatives(
                      options.stream()
                          .filter(option -> option.arity().max() > 0)
                          .flatMap(option -> Arrays.stream(option.names()))
                          .toList()));
            });
    choice("options", names);
    line("");
    line("_espalier_wants_value() {");
    line("  case \"$1\" in");
    withValue.forEach(
        (name, options) -> {
          if (!options.isEmpty()) {
            line("    " + name + ") case \"$2\" in " + options + ") return 0 ;; esac ;;");
          }
        });
    line("  esac");
    line("  return 1");
    line("}");
  }

  private void optionValues() {
    Map<String, String> values = new LinkedHashMap<>();
    program
        .getSubcommands()
        .forEach(
            (name, command) ->
                command.getCommandSpec().options().stream()
                    .filter(option -> option.completionCandidates() != null)
                    .filter(option -> option.arity().max() > 0)
                    .forEach(
                        option ->
                            Arrays.stream(option.names())
                                .forEach(n -> values.put(name + " " + n, candidates(option)))));
    Map<String, String> quoted = new LinkedHashMap<>();
    values.forEach((key, words) -> quoted.put("'" + key + "'", words));
    choice("option_values", quoted, "$1 $2");
  }

  private void settingValues() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String setting : SettingChoices.names()) {
      List<String> allowed = SettingChoices.of(setting);
      if (!allowed.isEmpty()) {
        values.put(setting, String.join(" ", allowed));
      }
    }
    choice("values", values);
  }

  private static String candidates(OptionSpec option) {
    return StreamSupport.stream(option.completionCandidates().spliterator(), false)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static String all(List<OptionSpec> options) {
    var names = new ArrayList<String>();
    options.stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.add(option.longestName()));
    return String.join(" ", names);
  }

  private static String alternatives(List<String> words) {
    return String.join("|", words);
  }

  private void choice(String name, Map<String, String> answers) {
    choice(name, answers, "$1");
  }

  private void choice(String name, Map<String, String> answers, String key) {
    line("");
    line("_espalier_" + name + "() {");
    line("  REPLY=''");
    line("  case \"" + key + "\" in");
    answers.forEach((word, answer) -> line("    " + word + ") REPLY='" + answer + "' ;;"));
    line("  esac");
    line("}");
  }

  private void variable(String name, Iterable<String> words) {
    line("_espalier_" + name + "='" + String.join(" ", words) + "'");
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
