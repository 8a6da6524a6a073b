"""Words of the trade that mean the same, as data: forms on the left, what they say on the right.

A form of several English words is written with underscores. What a word says is ``kind:value``; two records that
say different values of one kind differ. ``thing`` is what an item is.
"""

ITEM_WORDS = """
螺丝钉 螺丝 螺钉 小螺丝 螺丝订 螺絲 screw screws machine_screw machine_screws = thing:screw
螺栓 螺杆 bolt bolts = thing:bolt
双头螺柱 螺柱 螺杆柱 stud studs stud_bolt = thing:stud
自攻螺钉 自攻螺丝 自攻钉 self_tapping_screw self_tapping_screws tapping_screw = thing:self_tapping_screw
紧定螺钉 紧定螺丝 机米螺丝 机米 止付螺丝 set_screw set_screws grub_screw = thing:set_screw
螺母 螺帽 丝母 nut nuts = thing:nut
垫圈 垫片 华司 介子 washer washers = thing:washer
弹簧垫圈 弹垫 弹簧垫片 弹簧华司 spring_washer spring_washers lock_washer = thing:spring_washer
平垫 平垫圈 平垫片 flat_washer flat_washers plain_washer = thing:flat_washer
铆钉 拉钉 抽芯铆钉 rivet rivets blind_rivet = thing:rivet
销 销钉 圆柱销 定位销 pin dowel dowel_pin = thing:pin
开口销 cotter_pin split_pin = thing:cotter_pin
挡圈 卡簧 卡圈 弹性挡圈 circlip retaining_ring snap_ring = thing:circlip
键 平键 key parallel_key = thing:key
弹簧 压簧 压缩弹簧 spring springs compression_spring = thing:spring
轴承 滚动轴承 bearing bearings = thing:bearing
深沟球轴承 滚珠轴承 球轴承 deep_groove_ball_bearing ball_bearing ball_bearings = thing:bearing bearing:deep_groove
圆锥滚子轴承 锥形轴承 tapered_roller_bearing = thing:bearing bearing:tapered
轴承座 bearing_housing pillow_block = thing:bearing_housing
o型圈 o形圈 o圈 o型密封圈 o形密封圈 o-ring o_ring oring = thing:o_ring
密封圈 密封件 seal seals sealing_ring = thing:seal
油封 骨架油封 oil_seal rotary_shaft_seal = thing:oil_seal
密封垫 垫子 gasket gaskets = thing:gasket
齿轮 gear gears = thing:gear
链条 chain roller_chain = thing:chain
皮带 传动带 三角带 v带 belt v_belt = thing:belt
联轴器 联轴节 coupling couplings shaft_coupling = thing:coupling
减速机 减速器 gearbox reducer gear_reducer speed_reducer = thing:gearbox
电机 马达 电动机 motor motors electric_motor = thing:motor
伺服电机 伺服马达 servo_motor servo = thing:servo_motor
步进电机 步进马达 stepper_motor step_motor = thing:stepper_motor
气缸 汽缸 air_cylinder pneumatic_cylinder cylinder = thing:cylinder
电磁阀 solenoid_valve = thing:solenoid_valve
球阀 ball_valve = thing:ball_valve
闸阀 gate_valve = thing:gate_valve
蝶阀 butterfly_valve = thing:butterfly_valve
止回阀 单向阀 check_valve = thing:check_valve
截止阀 globe_valve stop_valve = thing:globe_valve
阀 阀门 valve valves = thing:valve
弯头 elbow elbows = thing:elbow
三通 tee = thing:tee
法兰 法兰盘 flange flanges = thing:flange
管接头 接头 fitting fittings pipe_fitting = thing:fitting
钢管 管子 管 pipe tube pipes tubes tubing = thing:pipe
软管 hose hoses = thing:hose
钢板 板材 板 plate sheet plates sheets steel_plate = thing:plate
圆钢 圆棒 棒材 圆棒料 round_bar bar rod = thing:round_bar
角钢 角铁 angle_steel angle_iron angle_bar = thing:angle
槽钢 channel_steel = thing:channel
异径管 大小头 变径 同心异径管 concentric_reducer pipe_reducer = thing:pipe_reducer
无缝钢管 无缝管 seamless_pipe seamless_tube seamless_steel_pipe = thing:pipe pipe:seamless
气管 pneumatic_hose pneumatic_tube air_hose air_tube = thing:hose hose:air
麻花钻 钻头 直柄麻花钻 drill drill_bit twist_drill = thing:drill
丝锥 丝攻 tap taps = thing:tap
铣刀 立铣刀 milling_cutter end_mill = thing:end_mill
过滤器 滤清器 filter filters strainer = thing:filter
安全阀 safety_valve relief_valve = thing:safety_valve
机械密封 机封 mechanical_seal = thing:mechanical_seal
生料带 thread_seal_tape ptfe_tape = thing:seal_tape
乙醇 酒精 ethanol ethyl_alcohol = thing:ethanol
甲醇 methanol methyl_alcohol = thing:methanol
异丙醇 ipa isopropanol isopropyl_alcohol = thing:isopropanol
丙酮 acetone = thing:acetone
甲苯 toluene = thing:toluene
二甲苯 xylene = thing:xylene
乙酸乙酯 ethyl_acetate = thing:ethyl_acetate
氢氧化钠 烧碱 火碱 片碱 naoh sodium_hydroxide caustic_soda = thing:sodium_hydroxide
氢氧化钾 koh potassium_hydroxide = thing:potassium_hydroxide
碳酸钠 纯碱 soda_ash sodium_carbonate = thing:sodium_carbonate
碳酸氢钠 小苏打 sodium_bicarbonate = thing:sodium_bicarbonate
氯化钠 工业盐 sodium_chloride = thing:sodium_chloride
盐酸 浓盐酸 hcl hydrochloric_acid = thing:hydrochloric_acid
硫酸 浓硫酸 sulfuric_acid sulphuric_acid = thing:sulfuric_acid
硝酸 浓硝酸 nitric_acid = thing:nitric_acid
磷酸 phosphoric_acid = thing:phosphoric_acid
醋酸 乙酸 冰醋酸 冰乙酸 acetic_acid = thing:acetic_acid
氨水 ammonia_water ammonium_hydroxide = thing:ammonia_water
双氧水 过氧化氢 hydrogen_peroxide = thing:hydrogen_peroxide
甘油 丙三醇 glycerol glycerin glycerine = thing:glycerol
液压油 抗磨液压油 hydraulic_oil = thing:hydraulic_oil
润滑脂 黄油 锂基脂 锂基润滑脂 grease lithium_grease = thing:grease
润滑油 机油 lubricating_oil lubricant = thing:lubricating_oil
硅脂 导热硅脂 silicone_grease thermal_grease = thing:silicone_grease
螺纹锁固胶 厌氧胶 threadlocker = thing:threadlocker
环氧树脂 epoxy_resin = thing:epoxy_resin
无水 absolute anhydrous = water:none
分析纯 分析级 ar analytical_reagent = purity:ar
化学纯 cp chemically_pure = purity:cp
优级纯 保证试剂 gr guaranteed_reagent = purity:gr
色谱纯 hplc hplc_grade = purity:hplc
工业级 工业 technical_grade industrial_grade = purity:technical
食品级 food_grade = purity:food
电子级 electronic_grade = purity:electronic
医药级 药用级 pharmaceutical_grade = purity:pharmaceutical
电阻 电阻器 贴片电阻 resistor resistors chip_resistor = thing:resistor
电容 电容器 贴片电容 capacitor capacitors cap mlcc = thing:capacitor
电解电容 铝电解电容 electrolytic_capacitor = thing:capacitor capacitor:electrolytic
电感 电感器 inductor inductors = thing:inductor
二极管 diode diodes = thing:diode
三极管 晶体管 transistor transistors = thing:transistor
发光二极管 发光管 led leds = thing:led
集成电路 芯片 ic integrated_circuit = thing:ic
晶振 晶体振荡器 crystal oscillator crystal_oscillator = thing:crystal
保险丝 熔断器 fuse fuses = thing:fuse
继电器 relay relays = thing:relay
接触器 contactor contactors = thing:contactor
断路器 空气开关 空开 circuit_breaker breaker mcb = thing:breaker
开关 switch switches = thing:switch
按钮 按钮开关 push_button button = thing:button
接近开关 接近传感器 proximity_switch proximity_sensor = thing:proximity_sensor
光电开关 光电传感器 photoelectric_sensor photoelectric_switch = thing:photo_sensor
传感器 感应器 sensor sensors = thing:sensor
连接器 接插件 connector connectors = thing:connector
端子 接线端子 terminal terminals terminal_block = thing:terminal
电缆 线缆 电线 导线 cable cables wire wires = thing:cable
扎带 尼龙扎带 束线带 cable_tie cable_ties zip_tie = thing:cable_tie
热缩管 热缩套管 heat_shrink heat_shrink_tube = thing:heat_shrink
变压器 transformer transformers = thing:transformer
变频器 inverter frequency_converter vfd = thing:inverter
开关电源 电源 电源模块 power_supply psu = thing:power_supply
电池 蓄电池 battery batteries = thing:battery
灯 灯具 指示灯 lamp light indicator = thing:lamp
线路板 电路板 印制板 pcb circuit_board = thing:pcb
纸箱 瓦楞纸箱 外箱 carton cartons carton_box corrugated_box = thing:carton
标签 不干胶 贴纸 label labels sticker = thing:label
胶带 胶纸 tape adhesive_tape = thing:tape
气泡袋 气泡膜 bubble_bag bubble_wrap = thing:bubble_wrap
塑料袋 胶袋 pe袋 plastic_bag poly_bag = thing:plastic_bag
托盘 栈板 卡板 pallet pallets = thing:pallet
润滑油 机油 lubricant lubricating_oil lube_oil = thing:oil
润滑脂 黄油 grease = thing:grease
胶水 粘合剂 胶粘剂 glue adhesive = thing:glue
手套 glove gloves = thing:glove
口罩 mask masks = thing:mask
刀片 刀粒 insert inserts blade = thing:insert
钻头 麻花钻 drill drill_bit twist_drill = thing:drill
铣刀 立铣刀 end_mill milling_cutter = thing:end_mill
丝锥 丝攻 tap taps = thing:tap
砂纸 sandpaper abrasive_paper = thing:sandpaper
滤芯 过滤器 滤清器 filter filters filter_element = thing:filter
泵 水泵 pump pumps = thing:pump
把手 拉手 手柄 handle handles knob = thing:handle
铰链 合页 hinge hinges = thing:hinge
脚轮 万向轮 caster castor caster_wheel = thing:caster
十字 十字槽 十字形 phillips cross_recessed cross recess cross_recess = drive:phillips
一字 一字槽 slotted slot = drive:slotted
内六角 内六方 凹六角 hex_socket socket_head hexagon_socket socket allen = drive:hex_socket
外六角 六角头 六角 hex hexagon hex_head = drive:hex
梅花 梅花槽 内梅花 torx = drive:torx
沉头 平头 埋头 countersunk csk flat_head = head:countersunk
半沉头 raised_countersunk oval_head = head:raised_countersunk
盘头 圆头 pan pan_head round_head = head:pan
圆柱头 杯头 cap_head cylinder_head cheese_head = head:cylinder
大扁头 扁圆头 truss_head truss = head:truss
不锈钢 白钢 stainless stainless_steel ss inox = material:stainless
304 sus304 ss304 aisi304 = material:stainless alloy:304
316 sus316 ss316 aisi316 = material:stainless alloy:316
316l sus316l ss316l = material:stainless alloy:316l
201 sus201 = material:stainless alloy:201
a2-70 a270 = material:stainless alloy:a2_70
a4-80 a480 = material:stainless alloy:a4_80
碳钢 铁 钢 steel carbon_steel = material:steel
q235 q235b a3钢 = material:steel alloy:q235
q345 q355 q355b q345b = material:steel alloy:q355
45钢 45#钢 45号钢 45# c45 = material:steel alloy:c45
合金钢 alloy_steel = material:alloy_steel
铜 黄铜 brass copper = material:copper
铝 铝合金 铝材 aluminium aluminum al = material:aluminium
6061 6061-t6 = material:aluminium alloy:6061
铸铁 cast_iron = material:cast_iron
尼龙 nylon pa66 pa6 = material:nylon
聚氨酯 pu polyurethane = material:polyurethane
氯丁橡胶 cr neoprene = material:neoprene
聚丙烯 pp polypropylene = material:pp
高速钢 hss high_speed_steel = material:hss
硬质合金 钨钢 carbide tungsten_carbide = material:carbide
紫铜 红铜 red_copper = material:copper alloy:red_copper
铸钢 cast_steel wcb = material:cast_steel
石墨 graphite = material:graphite
20钢 20#钢 20号钢 20# 20号 = material:steel alloy:20
65mn 65锰 65mn钢 65锰钢 = material:steel alloy:65mn
40cr 40铬 40cr钢 = material:steel alloy:40cr
16mn 16锰 16mn钢 = material:steel alloy:16mn
塑料 塑胶 plastic = material:plastic
橡胶 rubber = material:rubber
丁腈 丁腈橡胶 nbr nitrile = material:nbr
氟橡胶 氟胶 fkm viton = material:fkm
硅胶 硅橡胶 silicone vmq = material:silicone
三元乙丙 epdm = material:epdm
聚四氟乙烯 四氟 铁氟龙 ptfe teflon = material:ptfe
聚氯乙烯 pvc = material:pvc
聚乙烯 pe = material:pe
镀锌 蓝白锌 白锌 zinc_plated zinc galvanized galvanised zp = finish:zinc
彩锌 镀彩锌 yellow_zinc = finish:yellow_zinc
镀镍 nickel_plated nickel = finish:nickel
发黑 发蓝 氧化黑 black_oxide blackened = finish:black_oxide
达克罗 dacromet = finish:dacromet
热镀锌 热浸锌 hot_dip_galvanized hdg = finish:hot_dip
镀铬 chrome chrome_plated = finish:chrome
黑 黑色 black = colour:black
白 白色 white = colour:white
红 红色 red = colour:red
黄 黄色 yellow = colour:yellow
蓝 蓝色 blue = colour:blue
绿 绿色 green = colour:green
灰 灰色 grey gray = colour:grey
透明 transparent clear = colour:clear
左 左侧 左边 left = side:left
右 右侧 右边 right = side:right
上 上部 upper top = level:upper
下 下部 lower bottom = level:lower
前 前部 front = end:front
后 后部 rear back = end:rear
内 内侧 inner internal = inside:inner
外 外侧 outer external = inside:outer
公 公头 male = gender:male
母 母头 female = gender:female
大 大号 large big = big:large
小 小号 small = big:small
左旋 反牙 左牙 left_hand lh = hand:left
常开 no型 normally_open = contact:open
常闭 nc型 normally_closed = contact:closed
"""

# Things so close that people use one word for the other; the rest of the record decides.
KIN = (
    ("screw", "bolt"),
    ("screw", "self_tapping_screw"),
    ("screw", "set_screw"),
    ("washer", "spring_washer"),
    ("washer", "flat_washer"),
    ("seal", "o_ring"),
    ("seal", "oil_seal"),
    ("seal", "gasket"),
    ("washer", "gasket"),
    ("valve", "ball_valve"),
    ("valve", "gate_valve"),
    ("valve", "butterfly_valve"),
    ("valve", "check_valve"),
    ("valve", "globe_valve"),
    ("valve", "safety_valve"),
    ("seal", "mechanical_seal"),
    ("valve", "solenoid_valve"),
    ("sensor", "proximity_sensor"),
    ("sensor", "photo_sensor"),
    ("motor", "servo_motor"),
    ("motor", "stepper_motor"),
    ("bolt", "stud"),
    ("switch", "button"),
    ("pipe", "hose"),
    ("lamp", "led"),
    ("glue", "tape"),
)

ORGANISATION_WORDS = """
co ltd limited company corp corporation inc incorporated llc llp lp plc pllc gmbh mbh = form:legal
ag kg kgaa ohg ug se bv nv sa sas sarl srl spa sl oy oyj ab as asa aps pty pte pvt = form:legal
private kk yk kabushiki_kaisha sdn bhd ltda eirl cv ev public jsc ooo zao pjsc doo kft = form:legal
sro zrt uc lc gbr cie fzco fze fzc dmcc = form:legal
有限责任公司 股份有限公司 有限公司 股份公司 责任公司 有限合伙 合伙企业 个体工商户 = form:legal
株式会社 有限会社 合同会社 公司 = form:legal
and of the for unit no de formerly fka aka dba = form:filler
科技 科学技术 science sciences tech = field:technology
技术 technology technologies = field:technology
电子 电子科技 electronic electronics = field:electronics
电气 电器 electric electrical = field:electric
机械 机械设备 machinery machine machines mechanical = field:machinery
设备 装备 equipment equipments = field:equipment
五金 金属 金属制品 五金制品 hardware metal metals = field:metal
塑料 塑胶 塑料制品 plastic plastics = field:plastics
贸易 商贸 经贸 trading trade = field:trade
进出口 import_export import_and_export export_import imp_exp = field:import_export
实业 工业 industrial industries industry = field:industry
制造 manufacturing manufacturer mfg manufacture = field:manufacturing
集团 group holding holdings = field:group
国际 international intl = field:international
制药 药业 医药 pharma pharmaceutical pharmaceuticals pharm = field:pharma
医疗 医疗器械 medical = field:medical
实验室 laboratory laboratories lab labs = field:laboratory
诊断 diagnostic diagnostics = field:diagnostics
化工 化学 chemical chemicals chem = field:chemical
生物 生物科技 生物技术 biotech biotechnology bio = field:bio
汽车 汽车零部件 automotive auto automobile = field:automotive
材料 新材料 material materials = field:materials
精密 precision = field:precision
自动化 automation = field:automation
系统 system systems = field:systems
产品 制品 product products = field:products
服务 service services = field:services
解决方案 solution solutions = field:solutions
物流 logistics = field:logistics
包装 packaging packing = field:packaging
仪器 仪表 instrument instruments = field:instruments
光电 optoelectronics opto = field:opto
能源 新能源 energy = field:energy
发展 development = field:development
投资 investment investments = field:investment
企业 enterprise enterprises = field:enterprise
工厂 厂 总厂 factory plant works = field:factory
分公司 branch = part:branch
中国 china = place:china
北京市 北京 beijing = place:beijing
上海市 上海 shanghai = place:shanghai
天津市 天津 tianjin = place:tianjin
重庆市 重庆 chongqing = place:chongqing
深圳市 深圳 shenzhen = place:shenzhen
广州市 广州 guangzhou = place:guangzhou
东莞市 东莞 dongguan = place:dongguan
苏州市 苏州 suzhou = place:suzhou
无锡市 无锡 wuxi = place:wuxi
宁波市 宁波 ningbo = place:ningbo
杭州市 杭州 hangzhou = place:hangzhou
南京市 南京 nanjing = place:nanjing
武汉市 武汉 wuhan = place:wuhan
成都市 成都 chengdu = place:chengdu
青岛市 青岛 qingdao = place:qingdao
厦门市 厦门 xiamen = place:xiamen
大连市 大连 dalian = place:dalian
佛山市 佛山 foshan = place:foshan
广东省 广东 guangdong = place:guangdong
江苏省 江苏 jiangsu = place:jiangsu
浙江省 浙江 zhejiang = place:zhejiang
山东省 山东 shandong = place:shandong
福建省 福建 fujian = place:fujian
香港 hong_kong hongkong hk = place:hong_kong
台湾 taiwan = place:taiwan
日本 japan = place:japan
韩国 korea = place:korea
美国 usa us america united_states = place:usa
德国 germany deutschland = place:germany
法国 france = place:france
英国 uk united_kingdom = place:uk
印度 india = place:india
瑞士 switzerland = place:switzerland
意大利 italy = place:italy
新加坡 singapore = place:singapore
南非 south_africa = place:south_africa
爱尔兰 ireland = place:ireland
尼日利亚 nigeria = place:nigeria
东非 east_africa = place:east_africa
"""
