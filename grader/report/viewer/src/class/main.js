import "../style.css";
import "./class.css";
