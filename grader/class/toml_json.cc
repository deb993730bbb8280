// Debian's toml++ reads; what it makes is written as JSON. No exception leaves this file.
#define TOML_HEADER_ONLY 0
#include "class/toml_json.h"

extern "C" {
#include "error.h"
}

#include <cmath>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <toml++/toml.h>

namespace
{

void write_text(std::ostream &out, std::string_view text)
{
    out << '"';
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out << escape;
        } else {
            if (c == '"' || c == '\\')
                out << '\\';
            out << c;
        }
    }
    out << '"';
}

// toml++ writes dates and times as TOML does, which is ISO 8601.
template <typename T> void write_time(std::ostream &out, const T &time)
{
    std::ostringstream text;
    text << time;
    write_text(out, text.str());
}

void write_number(std::ostream &out, double number)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", number);
    out << (std::isfinite(number) ? text : "null");
}

void write_node(std::ostream &out, const toml::node &node);

void write_table(std::ostream &out, const toml::table &table)
{
    const char *separator = "";
    out << '{';
    for (const auto &[key, value] : table) {
        out << separator;
        separator = ",";
        write_text(out, key.str());
        out << ':';
        write_node(out, value);
    }
    out << '}';
}

void write_array(std::ostream &out, const toml::array &array)
{
    const char *separator = "";
    out << '[';
    for (const auto &value : array) {
        out << separator;
        separator = ",";
        write_node(out, value);
    }
    out << ']';
}

const char *type_name(toml::node_type type)
{
    switch (type) {
    case toml::node_type::table: return "table";
    case toml::node_type::array: return "array";
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "integer";
    case toml::node_type::floating_point: return "number";
    case toml::node_type::boolean: return "bool";
    default: return "time";
    }
}

void write_value(std::ostream &out, const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::table: write_table(out, *node.as_table()); break;
    case toml::node_type::array: write_array(out, *node.as_array()); break;
    case toml::node_type::string: write_text(out, node.as_string()->get()); break;
    case toml::node_type::integer: out << node.as_integer()->get(); break;
    case toml::node_type::floating_point:
        write_number(out, node.as_floating_point()->get());
        break;
    case toml::node_type::boolean:
        out << (node.as_boolean()->get() ? "true" : "false");
        break;
    case toml::node_type::date: write_time(out, node.as_date()->get()); break;
    case toml::node_type::time: write_time(out, node.as_time()->get()); break;
    case toml::node_type::date_time: write_time(out, node.as_date_time()->get()); break;
    default: out << "null";
    }
}

void write_node(std::ostream &out, const toml::node &node)
{
    out << "{\"line\":" << node.source().begin.line << ",\"type\":\""
        << type_name(node.type()) << "\",\"value\":";
    write_value(out, node);
    out << '}';
}

} // namespace

char *toml_json(const char *text, const char *name)
{
    try {
        const toml::table table = toml::parse(std::string_view(text));
        std::ostringstream out;
        write_node(out, table);
        char *json = strdup(out.str().c_str());
        if (!json)
            error("out of memory");
        return json;
    } catch (const toml::parse_error &e) {
        const std::string what(e.description());
        error("'%s', line %u: %s", name, static_cast<unsigned>(e.source().begin.line),
              what.c_str());
    } catch (...) {
        error("'%s': out of memory", name);
    }
    return nullptr;
}
